/** A small version of `npm run cluster:soak`. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reasonToSkip } from './nats-server.ts';
import { BLOWS, endure } from './chaos.ts';

describe('a job over a cluster', { skip: reasonToSkip() }, () => {
  for (const [at, blow] of BLOWS.entries()) {
    it(`is whole, and leaves nothing, with the ${blow} on the way`, {
      timeout: 120_000,
    }, async () => {
      const seed = 20_261_126 + at;

      const wrong = await endure({ chunks: 400, blow, seed, blows: 1 });

      assert.deepEqual(wrong, [], `seed ${seed}`);
    });
  }
});
