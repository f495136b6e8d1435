/** Each row of KNOWN is still wrong; one that has been mended is to be deleted. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { KNOWN } from './known.ts';
import { Pools } from './pools.ts';
import { settle } from './settle.ts';

describe('What is known to be wrong, and is to be mended', () => {
  const pools = new Pools();
  after(() => pools.renew());

  for (const { toBeMended, transport, reproduction, isMended } of KNOWN) {
    it(`is still wrong: ${toBeMended}`, async () => {
      const outcome = await settle(() => reproduction(pools.get(transport)));

      assert.equal(
        isMended(outcome),
        false,
        `this has been mended: delete its row from test/fuzz/known/ ("${toBeMended}")`,
      );
    });
  }
});
