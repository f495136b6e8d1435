/**
 * A short run of the fuzzer: nothing is found that is not known. Its cases are the same each time, unless `FC_SEED` says
 * otherwise (test/property.ts): that the fuzzer works, and that what it once found does not come back. The search for
 * more is `npm run fuzz`, with a fresh seed each time.
 */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { fc } from '../property.ts';
import { describe as inWords } from './divergence.ts';
import { DOMAINS } from './domains.ts';
import { Pools } from './pools.ts';
import { search } from './search.ts';

const CASES = 60;
const seed = fc.readConfigureGlobal().seed ?? 0;

describe('The pool does as its oracle', () => {
  const pools = new Pools();
  after(() => pools.renew());

  for (const domain of DOMAINS) {
    it(`with random ${domain.name}`, async () => {
      const run = { domains: [domain], seed, casesARound: CASES };

      const report = await search({ ...run, goesOn: (round) => round < 1 }, pools);

      assert.ok(report.cases >= CASES, `${report.cases} cases`);
      assert.deepEqual(
        report.findings.map(({ divergence }) => inWords(divergence)),
        [],
        `npm run fuzz -- --seed ${seed} --only ${domain.name}`,
      );
    });
  }
});
