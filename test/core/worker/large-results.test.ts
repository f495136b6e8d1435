import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LargeResults } from '#dist/core/worker/large-results.js';

const large = new ArrayBuffer(8 << 20);
const whole = { buffer: large, from: 0, length: large.byteLength };

describe('large results', () => {
  it('are numbered, the same ones alike', () => {
    const results = new LargeResults();

    const first = results.keep(whole);
    assert.equal(first.pid, 0, 'no process has it yet');
    assert.deepEqual(results.keep(whole), first);
    assert.equal(results.parts.length, 1);
  });

  it('ask for a file each, and say when there is none', async () => {
    const results = new LargeResults();
    const asked: number[] = [];
    results.keep(whole);

    const filling = results.fill(results.take(), (lengths) => asked.push(...lengths));
    results.takeRooms([]);

    assert.equal(await filling, false);
    assert.deepEqual(asked, [large.byteLength]);
    assert.equal(results.parts.length, 0);
  });
});
