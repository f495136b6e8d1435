import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { largeBuffersIn, UnaskedObjects } from '#dist/core/wire/unasked-objects.js';

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
});
