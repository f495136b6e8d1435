import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ArrayToPut } from '#dist/cluster/messages/array-to-put.js';

const BYTES = Uint8Array.of(1, 2, 3);

function partWith(read: () => Uint8Array) {
  return { buffer: new ArrayBuffer(3), from: 0, length: 3, hash: () => 'abc', read };
}

describe('ArrayToPut', () => {
  it('has the bytes until they are put, whatever becomes of the array', () => {
    let isOpen = true;
    const part = partWith(() => {
      if (isOpen) return BYTES;
      throw new Error('closed');
    });
    const array = new ArrayToPut(part);
    isOpen = false;

    assert.equal(array.hash, 'abc');
    assert.equal(array.read(), BYTES);
    array.release();
    assert.equal(array.read(), undefined);
  });

  it('reads them again while the array is shared', () => {
    let reads = 0;
    const part = partWith(() => {
      reads += 1;
      return BYTES;
    });
    const array = new ArrayToPut(part);

    array.release();

    assert.equal(array.read(), BYTES);
    assert.equal(reads, 2);
    assert.equal(part.length, 3); // it was not collected meanwhile
  });
});
