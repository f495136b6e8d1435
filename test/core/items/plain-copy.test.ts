import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copyPlain } from '#dist/core/items/plain-copy.js';
import { fc } from '../../property.ts';

class Point {
  x = 1;
}

const fail = (): never => assert.fail('code of the caller has run');

describe('copyPlain', () => {
  it('copies data as structuredClone does', () => {
    const data = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withNullPrototype: true,
    });

    fc.assert(
      fc.property(
        data.filter((one): one is object => typeof one === 'object' && one !== null),
        (item) => {
          const copied = copyPlain(item);

          assert.deepStrictEqual(copied?.copy, structuredClone(item));
          assert.notEqual(copied?.copy, item);
        },
      ),
    );
  });

  it('copies cycles, buffers and what shares them', () => {
    const bytes = new Uint8Array(4);
    const item: { bytes: Uint8Array; view: DataView; self?: unknown } = {
      bytes,
      view: new DataView(bytes.buffer),
    };
    item.self = item;

    const copy = copyPlain(item)?.copy as typeof item;
    bytes[0] = 9;

    assert.equal(copy.self, copy);
    assert.equal(copy.bytes.buffer, copy.view.buffer);
    assert.equal(copy.bytes[0], 0);
  });

  const UNCOPIED: Readonly<Record<string, object>> = {
    'a getter': Object.defineProperty({}, 'n', { enumerable: true, get: fail }),
    'a getter for an element': Object.defineProperty([1, 2], 0, { enumerable: true, get: fail }),
    'a getter beside the elements': Object.defineProperty([1], 'n', {
      enumerable: true,
      get: fail,
    }),
    'a proxy': new Proxy({}, { getPrototypeOf: fail, ownKeys: fail, get: fail }),
    'an instance': new Point(),
    'an instance of a subclass': new (class extends Map {
      override keys = fail;
      override [Symbol.iterator] = fail;
    })(),
    'an error': new (class extends Error {
      override get name(): string {
        return fail();
      }
    })(),
    'a function in it': { f: fail },
    'shared memory': new SharedArrayBuffer(1),
    'something of the platform': new URL('https://a.b'),
    'an arguments object': (function (..._: unknown[]) {
      // oxlint-disable-next-line prefer-rest-params -- it is what this is about
      return arguments;
    })(1),
    'what only looks like a Map': Object.create(Map.prototype) as object,
  };
  for (const [title, item] of Object.entries(UNCOPIED)) {
    it(`leaves alone ${title}, wherever it is, and runs nothing of it`, () => {
      for (const whole of [item, { deep: [item] }, [[item]], new Map([[item, 1]]), new Set([item])])
        assert.equal(copyPlain(whole), undefined);
    });
  }
});
