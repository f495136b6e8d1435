import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { Lanes } from '#dist/core/worker/lanes.js';

describe('Lanes', () => {
  it('know which of them is calling, also later', async () => {
    const lanes = new Lanes('a', ['b', 'c']);
    const seen: string[] = [];

    lanes.wake((lane) => {
      void turn().then(() => seen.push(`${lane}: ${lanes.calling}`));
    });
    assert.equal(lanes.calling, 'a');
    await turn();
    await turn();

    assert.deepEqual(seen, ['a: a', 'b: b', 'c: c']);
  });
});
