/** All that is fuzzed. */
import type { Domain } from './fuzz-case.ts';
import { FUNCTIONS } from './functions/functions.ts';
import { VALUES } from './values/values.ts';

const DOMAINS: readonly Domain[] = [VALUES, FUNCTIONS];

export function domainsNamed(name: string | undefined): readonly Domain[] {
  if (name === undefined) return DOMAINS;
  const found = DOMAINS.filter((each) => each.name === name);
  if (found.length > 0) return found;
  throw new RangeError(`--only is one of ${DOMAINS.map((each) => each.name).join(', ')}`);
}
