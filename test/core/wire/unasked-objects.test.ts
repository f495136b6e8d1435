import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialize } from 'node:v8';
import { largeBuffersIn, mayHoldLarge, UnaskedObjects } from '#dist/core/wire/unasked-objects.js';

const large = new ArrayBuffer(1 << 20);

describe('what v8 does not ask about', () => {
  it('is found among arguments and values', () => {
    const found = new UnaskedObjects([[large, [1, large]], [new ArrayBuffer(5)]]);

    assert.deepEqual(found.buffers, [large, large]);
    assert.equal(found.hasModule, false);
  });

  it('is not looked for in proxies, and no getter is run', () => {
    const tuple = [1];
    Object.defineProperty(tuple, 0, { get: () => assert.fail('it was run'), enumerable: true });
    const proxy = new Proxy([large], { ownKeys: () => assert.fail('it was asked') });

    assert.deepEqual(new UnaskedObjects([[tuple, proxy]]).buffers, []);
    assert.deepEqual(largeBuffersIn([tuple, proxy]), []);
  });

  it('is found in the properties of an argument', () => {
    assert.deepEqual(largeBuffersIn([{ data: large }, new Uint8Array(large)]), [large]);
    assert.deepEqual(largeBuffersIn([{ deep: { data: large } }]), []);
  });

  it('is seen in what was written, wherever it is', () => {
    const sizes = [1 << 20, (1 << 20) + 1, (1 << 21) - 1, 1 << 21, 5 << 20];
    const found = sizes.map((size) => mayHoldLarge(serialize([[{ a: new ArrayBuffer(size) }]]), 0));
    assert.deepEqual(
      found,
      sizes.map(() => true),
    );
  });

  it('is not seen in what has no such buffer', () => {
    const values = [
      'B'.repeat(3 << 20),
      new ArrayBuffer((1 << 20) - 1),
      Array.from({ length: 300_000 }, (_, i) => [i * 0x42, `B${i}`]),
      new Array<ArrayBuffer>(20).fill(new ArrayBuffer(1 << 19)),
    ];
    assert.deepEqual(
      values.map((value) => mayHoldLarge(serialize(value), 0)),
      values.map(() => false),
    );
  });
});
