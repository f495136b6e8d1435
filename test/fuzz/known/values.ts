/** Faults in values that are to be mended: none is known. */
import type { KnownRow } from './row.ts';

export const KNOWN_VALUES: readonly KnownRow[] = [];
