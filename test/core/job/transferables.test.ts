import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transferablesIn } from '#dist/core/job/transferables.js';

describe('transferablesIn', () => {
  it('finds those that are in the items, at any depth', () => {
    const [here, deep, elsewhere] = [new ArrayBuffer(1), new ArrayBuffer(2), new ArrayBuffer(3)];
    const items = [here, { list: [new Map([['key', deep]])] }];

    const found = transferablesIn(items, [here, deep, elsewhere]);

    assert.deepEqual(found, [here, deep]);
  });

  it('finds the memory under an array', () => {
    const bytes = new Uint8Array(4);

    assert.deepEqual(transferablesIn([{ bytes }], [bytes.buffer]), [bytes.buffer]);
  });

  it('keeps the order in which they were wanted, not that of the items', () => {
    const [first, second] = [new ArrayBuffer(1), new ArrayBuffer(2)];

    const found = transferablesIn([second, first], [first, second]);

    assert.deepEqual(
      found.map((buffer) => (buffer as ArrayBuffer).byteLength),
      [1, 2],
    );
  });

  it('finds nothing in items that have nothing in them', () => {
    assert.deepEqual(transferablesIn([1, 'a', null, undefined], [new ArrayBuffer(1)]), []);
    assert.deepEqual(transferablesIn(new Int32Array([1]), [new ArrayBuffer(1)]), []);
  });
});
