import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inBlocks } from '#dist/core/wire/list/in-blocks.js';

describe('a loop in pieces', () => {
  it('comes by each position once, in order', () => {
    for (const [from, to] of [
      [0, 0],
      [3, 3],
      [0, 1],
      [7, 519],
      [0, 512],
      [1, 2_000],
    ] as const) {
      const seen: number[] = [];

      inBlocks(from, to, (first, end) => {
        for (let at = first; at < end; at += 1) seen.push(at);
      });

      assert.deepEqual(
        seen,
        Array.from({ length: to - from }, (_, i) => from + i),
      );
    }
  });

  it('calls for so many at a time that the engine learns of the function', () => {
    let calls = 0;

    inBlocks(0, 100_000, () => (calls += 1));

    assert.ok(calls > 100);
  });
});
