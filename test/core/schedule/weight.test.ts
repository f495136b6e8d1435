import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chunk } from '#dist/core/job/chunk.js';
import { mostByWeight } from '#dist/core/schedule/weight.js';

function most(call: Chunk['spec']['call'], items: readonly unknown[]): number {
  return mostByWeight({ spec: { call }, items } as unknown as Chunk);
}

describe('mostByWeight', () => {
  it('does not limit chunks of light values', () => {
    assert.equal(most('one', [1, 2, 3]), Number.POSITIVE_INFINITY);
    assert.equal(most('spread', [[{ a: 1 }, null]]), Number.POSITIVE_INFINITY);
    assert.equal(most('spread', ['no tuple']), Number.POSITIVE_INFINITY);
  });

  it('allows two chunks however heavy they are, so that one can be on its way', () => {
    assert.equal(most('one', [new Uint8Array(1 << 24)]), 2);
    assert.equal(most('spread', [[new ArrayBuffer(1 << 24), 1]]), 2);
  });

  it('allows as many as make a megabyte, counting all arguments of all items', () => {
    const kilobyte = new Uint8Array(1 << 10);

    assert.equal(most('one', [kilobyte]), 1 << 10);
    assert.equal(
      most(
        'one',
        Array.from({ length: 64 }, () => kilobyte),
      ),
      1 << 4,
    );
    assert.equal(most('spread', [[kilobyte, 'x'.repeat(1 << 10)]]), 1 << 9);
  });
});
