/** Errors that are not themselves: none is known. */
import type { KnownRow } from './row.ts';

export const KNOWN_ERRORS: readonly KnownRow[] = [];
