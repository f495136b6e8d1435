import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withOwnBuffers } from '#dist/core/wire/own-buffers.js';

const bytes = Uint8Array.from({ length: 1 << 14 }, (_, i) => i);
const memory = (): ArrayBuffer => bytes.slice().buffer;

function own(value: unknown): { readonly copy: unknown; readonly ours: readonly ArrayBuffer[] } {
  const ours: ArrayBuffer[] = [];
  return { copy: withOwnBuffers(value, ours), ours };
}

describe('withOwnBuffers', () => {
  for (const [title, make] of [
    ['an ArrayBuffer', () => memory()],
    ['a Uint8Array', () => new Uint8Array(memory())],
    ['a Float64Array', () => new Float64Array(memory())],
    ['a BigInt64Array', () => new BigInt64Array(memory())],
    ['a DataView', () => new DataView(memory())],
    ['a Buffer', () => Buffer.from(memory())],
  ] as const) {
    it(`copies ${title} into memory that can be moved`, () => {
      const value = make();
      const { copy, ours } = own(value);

      assert.deepEqual(copy, value);
      assert.deepEqual(ours, [ArrayBuffer.isView(copy) ? copy.buffer : copy]);
      structuredClone(null, { transfer: [...ours] });
      assert.deepEqual(value, make());
    });
  }

  it('finds them in arrays and objects, which it copies, too', () => {
    const image = { width: 128, data: new Uint8Array(memory()), tags: ['a', { mask: memory() }] };
    const { copy, ours } = own([1, image, null]);

    assert.deepEqual(copy, [1, image, null]);
    assert.equal(ours.length, 2);
    assert.notEqual((copy as unknown[])[1], image);
  });

  it('takes a property for one, whatever its name', () => {
    const value: unknown = JSON.parse('{ "__proto__": 1, "constructor": 2 }');

    assert.deepEqual(Object.entries(own(value).copy as object), [
      ['__proto__', 1],
      ['constructor', 2],
    ]);
  });

  it('leaves primitives as they are', () => {
    for (const value of [undefined, null, 'text', 1n]) assert.equal(own(value).copy, value);
  });
});
