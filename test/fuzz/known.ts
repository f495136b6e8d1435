/**
 * KNOWN: what is wrong today and is to be mended. The fuzzer counts what a row explains and looks on;
 * `known.test.ts` runs each reproduction and asks for the row to be deleted when it comes out right.
 */
import type { Divergence } from './divergence.ts';
import { KNOWN_ERRORS } from './known/errors.ts';
import { KNOWN_FUNCTIONS } from './known/functions.ts';
import type { KnownRow } from './known/row.ts';
import { KNOWN_VALUES } from './known/values.ts';

export const KNOWN: readonly KnownRow[] = [...KNOWN_VALUES, ...KNOWN_FUNCTIONS, ...KNOWN_ERRORS];

/** The row that explains it, by its title. */
export function explain(divergence: Divergence): string | undefined {
  return KNOWN.find(({ covers }) => covers(divergence))?.toBeMended;
}
