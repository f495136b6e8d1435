/** All that is fuzzed. */
import type { Domain } from './fuzz-case.ts';
import { CHAINS } from './chains/chains.ts';
import { ERRORS } from './errors/errors.ts';
import { FUNCTIONS } from './functions/functions.ts';
import { OPTIONS } from './options/options.ts';
import { TALKING } from './talking/talking.ts';
import { VALUES } from './values/values.ts';

export const DOMAINS: readonly Domain[] = [VALUES, FUNCTIONS, ERRORS, OPTIONS, CHAINS, TALKING];

export function domainsNamed(name: string | undefined): readonly Domain[] {
  if (name === undefined) return DOMAINS;
  const found = DOMAINS.filter((each) => each.name === name);
  if (found.length > 0) return found;
  throw new RangeError(`--only is one of ${DOMAINS.map((each) => each.name).join(', ')}`);
}
