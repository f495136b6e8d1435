/** A small version of `npm run cluster:soak`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reasonToSkip } from './nats-server.ts';
import { FAULTS, runUnderFaults } from './chaos.ts';

describe('a job over a cluster', { skip: reasonToSkip() }, () => {
  for (const [at, fault] of FAULTS.entries()) {
    it(`is whole, and leaves nothing, with the ${fault} on the way`, {
      timeout: 120_000,
    }, async () => {
      const seed = 20_261_126 + at;

      const wrong = await runUnderFaults({ chunks: 400, fault, seed, times: 1 });

      assert.deepEqual(wrong, [], `seed ${seed}`);
    });
  }
});
