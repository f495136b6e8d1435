/** Functions that do something else in a worker. */
import type { KnownRow } from './row.ts';

export const KNOWN_FUNCTIONS: readonly KnownRow[] = [];
