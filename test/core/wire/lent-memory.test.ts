import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lend, takeLent } from '#dist/core/wire/lent-memory.js';

const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i);

describe('lent memory', () => {
  it('holds a copy of the bytes, and of no others', () => {
    const lent = lend(bytes.subarray(10, 40_010));

    assert.equal(Buffer.compare(lent, bytes.subarray(10, 40_010)), 0);
    assert.ok(lent.buffer instanceof SharedArrayBuffer);
  });

  it('can be read as doubles', () => {
    const doubles = Float64Array.from({ length: 10_000 }, (_, i) => i / 3);

    const { buffer, byteOffset } = lend(doubles);

    assert.deepEqual(new Float64Array(buffer, byteOffset, 10_000), doubles);
  });

  it('is lent to nobody else before somebody has taken a copy', () => {
    const first = lend(bytes);
    const beside = lend(bytes);
    assert.notEqual(beside.buffer, first.buffer);

    const own = takeLent(first);
    const next = lend(new Uint8Array(bytes.length));

    assert.deepEqual(own, bytes);
    assert.ok(own.buffer instanceof ArrayBuffer);
    assert.equal(next.buffer, first.buffer);
    assert.notEqual(lend(bytes).buffer, first.buffer);
  });

  it('is copied to where it is to be', () => {
    const memory = new ArrayBuffer(200_000);

    const own = takeLent(lend(bytes), memory);

    assert.equal(own.buffer, memory);
    assert.deepEqual(own, bytes);
  });

  it('may be kept for ever: others are made', () => {
    const all = new Set(Array.from({ length: 200 }, () => lend(bytes).buffer));

    assert.equal(all.size, 200);
  });

  it('is not what was posted in another way, which is copied, too', () => {
    const cloned = bytes.slice();

    const own = takeLent(cloned);

    assert.deepEqual(own, bytes);
    assert.notEqual(own.buffer, cloned.buffer);
  });
});
