import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLent, lend, returnLent, takeLent } from '#dist/core/wire/lent-memory.js';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i);

const memoryOf = ({ buffer }: ArrayBufferView): SharedArrayBuffer => {
  assert.ok(isLent(buffer));
  return buffer;
};

describe('lent memory', () => {
  it('holds a copy of the bytes, and of no others', () => {
    const lent = lend(bytes.subarray(10, 40_010));

    assert.deepEqual(Buffer.compare(lent, bytes.subarray(10, 40_010)), 0);
    assert.ok(isLent(lent.buffer));
  });

  it('can be read as doubles', () => {
    const doubles = Float64Array.from({ length: 10_000 }, (_, i) => i / 3);

    const { buffer, byteOffset } = lend(doubles);

    assert.deepEqual(new Float64Array(buffer, byteOffset, 10_000), doubles);
  });

  it('is lent to nobody else before it has been returned', () => {
    const first = memoryOf(lend(bytes));
    const beside = memoryOf(lend(bytes));
    assert.notEqual(beside, first);

    returnLent(first);

    assert.equal(memoryOf(lend(bytes)), first);
    assert.notEqual(memoryOf(lend(bytes)), first);
  });

  it('is returned by whoever takes a copy', () => {
    const lent = lend(bytes);

    const own = takeLent(lent);
    const next = lend(new Uint8Array(bytes.length));

    assert.deepEqual(own, bytes);
    assert.ok(!isLent(own.buffer));
    assert.equal(next.buffer, lent.buffer);
  });

  it('may be kept for ever: others are made', () => {
    const all = new Set(Array.from({ length: 200 }, () => memoryOf(lend(bytes))));

    assert.equal(all.size, 200);
  });

  it('is not what was posted in another way', () => {
    const cloned = bytes.slice();

    assert.deepEqual(takeLent(cloned), bytes);
    assert.equal(isLent(cloned.buffer), false);
  });
});
