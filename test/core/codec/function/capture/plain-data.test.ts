import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { PlainData } from '#dist/core/codec/function/capture/plain-data.js';

class Point {
  x = 1;
}

const cycle: Record<string, unknown> = {};
cycle.self = [cycle];

const PLAIN: Readonly<Record<string, unknown>> = {
  'a number': 1,
  undefined: undefined,
  'an object of plain parts': { a: [1, { b: null }] },
  'a cycle': cycle,
  'a Map and a Set': new Map<unknown, unknown>([['a', new Set([1])]]),
  'a Date': new Date(0),
  'a regular expression': /a/g,
  'a boxed text': new String('text'),
  'an empty big array': Array.from({ length: 2000 }, (_, i) => i),
};

const OTHER: Readonly<Record<string, unknown>> = {
  'a function': () => 1,
  'a symbol': Symbol('s'),
  'an instance': new Point(),
  'a function deep inside': { a: [{ b: () => 1 }] },
  'an accessor': { get a() { return 1; } }, // biome-ignore format: one row
  'a frozen object': Object.freeze({ a: 1 }),
  'an object under a symbol': { [Symbol.for('a')]: 1 },
  'an object with a hidden property': Object.defineProperty({}, 'a', { value: 1 }),
  'an object without a prototype': Object.create(null),
  'a Map with properties of its own': Object.assign(new Map(), { a: 1 }),
  'a Date that extends': new (class extends Date {})(),
  'a regular expression in use': Object.assign(/a/g, { lastIndex: 1 }),
  'an array over memory': new Float64Array(2),
  'a buffer': new ArrayBuffer(2),
  'an array with properties of its own': Object.assign([1], { a: () => 1 }),
  'a big array with properties of its own': Object.assign(new Array(2000).fill(1), { a: 1 }),
  'an array with a fixed element': Object.defineProperty([1, 2], 1, { value: 1, writable: false }),
  'an array with an accessor in its middle': Object.defineProperty([1, 2, 3], 1, { get: () => 1 }),
  'a big array with an accessor': Object.defineProperty(new Array(2000).fill(1), 5, {
    get: () => 1,
  }),
  'a big array with a setter': Object.defineProperty(new Array(2000).fill(1), 5, {
    set() {}, // nobody sets it
  }),
  'an array with an accessor': Object.defineProperty([], 0, { get: () => 1 }),
  'a big array with holes': new Array(2000),
  'an array over shared memory': new Int32Array(new SharedArrayBuffer(4)),
  'an error': new Error('x'),
  'a Promise': Promise.resolve(),
  'a Proxy': new Proxy({}, {}),
};

describe('Plain data', () => {
  for (const [title, value] of Object.entries(PLAIN)) {
    it(`is ${title}, which arrives as it was`, () => {
      assert.equal(new PlainData().has(value), true);
      assert.deepEqual(deserialize(serialize(value)), value);
    });
  }

  for (const [title, value] of Object.entries(OTHER)) {
    it(`is not ${title}`, () => assert.equal(new PlainData().has(value), false));
  }

  it('is judged alike from wherever the question comes', () => {
    const plain = { a: 1 };
    const holder = { plain, fn: () => 1 };

    const before = new PlainData();
    const after = new PlainData();
    const answers = [before.has(plain), before.has(holder), after.has(holder), after.has(plain)];

    assert.deepEqual(answers, [true, false, false, true]);
  });
});
