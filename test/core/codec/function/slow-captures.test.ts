/** What is big is copied and not walked: the properties that anybody asks for are counted. */
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { overAll } from './over-all.js';

/** How many keys `action` is handed and how many properties it looks at. */
function countLooks(action: () => unknown): number {
  let looks = 0;
  const count = (list: readonly unknown[]): void => void (looks += list.length);
  const { ownKeys } = Reflect;
  const { getOwnPropertyDescriptor, getOwnPropertyDescriptors, getOwnPropertyNames, keys } = Object;
  mock.method(Reflect, 'ownKeys', (object: object) => tee(ownKeys(object), count));
  mock.method(Object, 'keys', (object: object) => tee(keys(object), count));
  mock.method(Object, 'getOwnPropertyNames', (object: object) => tee(getOwnPropertyNames(object), count)); // biome-ignore format: one row
  mock.method(Object, 'getOwnPropertyDescriptors', (object: object) => {
    const found = getOwnPropertyDescriptors(object);
    count(ownKeys(found));
    return found;
  });
  mock.method(Object, 'getOwnPropertyDescriptor', (object: object, key: PropertyKey) => {
    looks += 1;
    return getOwnPropertyDescriptor(object, key);
  });
  try {
    action();
  } finally {
    mock.restoreAll();
  }
  return looks;
}

function tee<T>(value: T, see: (value: T) => void): T {
  see(value);
  return value;
}

const MIB = 1 << 20;

describe('Capturing', () => {
  const numbers = Array.from({ length: MIB }, (_, index) => index);
  const BIG: readonly (readonly [title: string, value: unknown])[] = [
    ['a view', new Uint8Array(MIB)],
    ['a Buffer', Buffer.alloc(MIB)],
    ['a DataView', new DataView(new ArrayBuffer(MIB))],
    ['a buffer', new ArrayBuffer(MIB)],
    ['a resizable buffer', Reflect.construct(ArrayBuffer, [MIB, { maxByteLength: 2 * MIB }])],
    ['a long string', 'x'.repeat(MIB)],
    ['a boxed long string', new String('x'.repeat(MIB))], // oxlint-disable-line no-new-wrappers
    ['a long array of numbers', numbers],
    ['an object with them inside', { numbers, deep: [{ view: new Float64Array(MIB) }] }],
  ];
  // What is read once: this file, and which objects of Node's there are.
  for (const known of [numbers, new Uint8Array(MIB), process.nextTick]) encodeFunction(() => known);
  for (const [title, value] of BIG) {
    it(`${title} looks at none of its elements, at first and again`, () => {
      const fn = (): unknown => value;

      const looks = [countLooks(() => encodeFunction(fn)), countLooks(() => encodeFunction(fn))];

      assert.ok(Math.max(...looks) < 1000, `${looks.join(' and ')} properties were looked at`);
    });
  }

  it('would be noticed', () => {
    assert.ok(countLooks(() => Object.getOwnPropertyDescriptors(numbers)) > MIB);
  });
});

const large = new Uint8Array(20 * MIB).fill(7);

overAll('A captured view of 20 MiB', (makePool) => {
  it('arrives', async () => {
    await using pool = makePool(1);

    assert.deepEqual(await pool.apply(() => [large.length, large.at(-1)]), [20 * MIB, 7]);
  });

  it('arrives resizable if it is, and own', async () => {
    await using pool = makePool(1);
    const resizable: ArrayBuffer = Reflect.construct(ArrayBuffer, [4, { maxByteLength: 8 }]);
    const view = new Uint8Array(resizable);
    view[1] = 9;

    const seen = await pool.apply(() => [
      Reflect.get(resizable, 'resizable'),
      view[1],
      view.length,
    ]);

    assert.deepEqual(seen, [true, 9, 4]);
  });
});
