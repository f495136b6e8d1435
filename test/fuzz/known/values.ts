/** Values that become other values: none is known. */
import type { KnownRow } from './row.ts';

export const KNOWN_VALUES: readonly KnownRow[] = [];
