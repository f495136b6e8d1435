import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { readBare, restoreBuffers } from '#dist/core/wire/bare-values.js';

class Point {
  x = 1;
}

function areBare(lists: readonly (readonly unknown[])[]): boolean {
  return readBare(lists) !== undefined;
}

function isBare(value: unknown): boolean {
  return areBare([[value]]);
}

/** The least bytes that are long. */
const LONG = 1 << 14;

function allOf(bytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(bytes));
}

function objectWith(count: number): object {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, i]));
}

/** Fails the test at every question that a proxy can be asked. */
function untouchable(target: object): object {
  const fail = () => assert.fail('a trap has run');
  const traps = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'];
  return new Proxy(target, Object.fromEntries(traps.map((trap) => [trap, fail])));
}

describe('Lists that postMessage may copy by itself', () => {
  const BARE: readonly (readonly [title: string, value: unknown])[] = [
    ['undefined', undefined],
    ['null', null],
    ['a boolean', false],
    ['a number', NaN],
    ['a bigint', 12n],
    ['a text', 'x'.repeat(100_000)],
    ['an empty array', []],
    ['an empty object', {}],
    ['an array of primitives', [1, 'a', null, undefined, 2n]],
    ['a plain object of primitives', { a: 1, b: 'x', c: null, d: undefined }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['arrays and objects in each other', { a: [{}, []], b: { c: [] } }],
    ['an array of the largest length', Array.from({ length: 64 }, (_, i) => i)],
    ['an object of the most properties', objectWith(64)],
    ['a long ArrayBuffer', new ArrayBuffer(LONG)],
    ['a view of all of one', new Uint8Array(LONG)],
    ['numbers of more bytes', new Float64Array(LONG / 8)],
    ['a DataView', new DataView(new ArrayBuffer(LONG))],
    ['a Buffer of memory of its own', allOf(LONG)],
    ['several', [new Uint8Array(LONG), { image: new Uint8Array(LONG), size: [1, 2] }]],
  ];
  for (const [title, value] of BARE) {
    it(`may hold ${title}`, () => assert.equal(isBare(value), true));
  }

  it('may be none, empty, or several', () => {
    assert.equal(areBare([]), true);
    assert.equal(areBare([[], []]), true);
    assert.equal(areBare([[1, { a: 1 }], [[2]]]), true);
  });
});

describe('Lists that postMessage may not copy by itself', () => {
  const REFUSED: readonly (readonly [title: string, value: unknown])[] = [
    ['a function', () => 1],
    ['a Buffer', Buffer.from('a')],
    ['a typed array', new Float64Array(1)],
    ['a DataView', new DataView(new ArrayBuffer(1))],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['a view that is not long', new Uint8Array(LONG - 1)],
    ['a view of a part', new Uint8Array(new ArrayBuffer(2 * LONG), 0, LONG)],
    ['a view of shared memory', new Uint8Array(new SharedArrayBuffer(LONG))],
    ['shared memory', new SharedArrayBuffer(LONG)],
    ['a view of a subclass', new (class Pixels extends Uint8Array {})(LONG)],
    ['a view of another realm', runInNewContext(`new Uint8Array(${LONG})`)],
    ['a buffer of another realm', runInNewContext(`new ArrayBuffer(${LONG})`)],
    [
      'a buffer that says that it is long',
      Object.defineProperty(new ArrayBuffer(1), 'byteLength', { value: LONG }),
    ],
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a Date', new Date(0)],
    ['an error', new Error('x')],
    ['a URL', new URL('https://a.b/')],
    ['a boxed number', Object(1)],
    ['an instance of a class', new Point()],
    ['an array of a subclass', new (class List extends Array<number> {})()],
    ['an object of another realm', runInNewContext('({ a: 1 })')],
    ['an array with a hole', [1, , 3]], // biome-ignore lint/suspicious/noSparseArray: that is the case
    ['an array with a named property', Object.assign([1], { index: 1 })],
    ['an array that is too long', Array.from({ length: 65 }, () => 0)],
    ['an object with too many properties', objectWith(65)],
  ];
  for (const [title, value] of REFUSED) {
    it(`hold ${title}, at once or inside of something`, () => {
      assert.equal(isBare(value), false);
      assert.equal(isBare({ a: value }), false);
      assert.equal(isBare([1, value]), false);
      assert.equal(areBare([[1], [2, value]]), false);
    });
  }

  it('hold more properties than anybody looks at, over all their objects', () => {
    const [half, other] = [objectWith(32), objectWith(33)];

    assert.equal(areBare([[half], [objectWith(32)]]), true);
    assert.equal(areBare([[half, other]]), false);
    assert.equal(areBare([[half], [other]]), false);
    assert.equal(areBare([[other]]), true, 'every call counts anew');
  });

  it('go deeper than anybody looks', () => {
    assert.equal(isBare([[[1]]]), true);
    assert.equal(isBare({ a: { b: { c: 1 } } }), true);
    assert.equal(isBare([[[[]]]]), false);
    assert.equal(isBare({ a: { b: { c: {} } } }), false);
  });

  it('hold one object twice: in one value, in two, or in two lists', () => {
    const shared = { n: 1 };
    const [array, circle] = [[1], {} as { self?: unknown }];
    circle.self = circle;

    assert.equal(isBare([shared, shared]), false);
    assert.equal(areBare([[shared, shared]]), false);
    assert.equal(areBare([[{ array }], [array]]), false);
    assert.equal(isBare(circle), false);
    assert.equal(areBare([[shared, { n: 1 }]]), true, 'equal ones are two');
  });

  it('hold a buffer that has a size of its own to grow to', () => {
    const grown: ArrayBuffer = Reflect.construct(ArrayBuffer, [LONG, { maxByteLength: 2 * LONG }]);

    assert.equal(isBare(grown), false);
    assert.equal(isBare(new Uint8Array(grown)), false);
  });

  it('hold one buffer twice: by itself and in a view, or in two views', () => {
    const buffer = new ArrayBuffer(LONG);

    assert.equal(areBare([[buffer, buffer]]), false);
    assert.equal(areBare([[buffer, new Uint8Array(buffer)]]), false);
    assert.equal(areBare([[new Uint8Array(buffer)], [buffer]]), false);
    assert.equal(isBare([new Uint8Array(buffer), new Float64Array(buffer)]), false);
  });

  it('hold a proxy, none of whose traps runs', () => {
    for (const proxy of [untouchable({}), untouchable([]), untouchable(() => 1)]) {
      assert.equal(isBare(proxy), false);
      assert.equal(isBare({ a: proxy }), false);
    }
  });

  it('hold an accessor, which does not run', () => {
    const value = {
      get a(): never {
        return assert.fail('the getter has run');
      },
    };

    assert.equal(isBare(value), false);
    assert.equal(
      isBare(Object.defineProperty({}, 'a', { set: () => {}, enumerable: true })),
      false,
    );
  });

  it('hold an array with an accessor for an element, which does not run', () => {
    let reads = 0;
    const get = () => (reads += 1);

    const bare = isBare(Object.defineProperty([1, 2], 0, { get, enumerable: true }));

    assert.deepEqual([bare, reads], [false, 0]);
  });

  it('hold an array with as many named properties as holes', () => {
    // biome-ignore lint/suspicious/noSparseArray: that is the case
    assert.equal(isBare(Object.assign([1, , 3], { url: new URL('https://a.b/') })), false);
  });
});

describe('Buffers among them', () => {
  it('are Buffers again where they were', () => {
    const buffers = [allOf(LONG), allOf(LONG + 1), allOf(LONG + 2)];
    const lists = [[1, buffers[0]], [{ '0': buffers[1], a: [buffers[2], new Uint8Array(LONG)] }]];
    const bare = readBare(lists);
    assert.ok(bare !== undefined);

    const copied = structuredClone({ lists, nodeBuffers: bare.nodeBuffers });
    restoreBuffers(copied);

    assert.equal(bare.nodeBuffers.length, 3);
    assert.deepEqual(copied.lists, lists);
  });

  it('are remembered only where there are some', () => {
    assert.deepEqual(readBare([[new Uint8Array(LONG)]])?.nodeBuffers, []);
  });
});
