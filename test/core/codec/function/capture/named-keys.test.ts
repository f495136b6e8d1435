import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hasNamedKeys,
  isIndex,
  listNamedKeys,
  listTextKeys,
} from '#dist/core/codec/function/capture/named-keys.js';

const long = Array.from({ length: 1000 }, (_, i) => i);
class Stack extends Array<number> {}
class Pixels extends Uint8Array {}

const KINDS: Readonly<Record<string, () => unknown[] | ArrayBufferView>> = {
  'a short array': () => [1, 2],
  'a short array with holes': () => [1, , 3], // biome-ignore format: a hole
  'an empty array': () => [],
  'a long array': () => [...long],
  'a long array with holes': () => [...long, , 1], // biome-ignore format: a hole
  'an array of a class': () => Stack.from(long),
  'a view': () => Float64Array.from(long),
  'a short view': () => Uint8Array.of(1, 2),
  'an empty view': () => new Uint8Array(0),
  'a view of shared memory': () => new Int32Array(new SharedArrayBuffer(4000)),
  'a view of a class': () => Pixels.from(long),
  'a Buffer': () => Buffer.alloc(1000),
  'a DataView': () => new DataView(new ArrayBuffer(8)),
};

describe('The named keys', () => {
  for (const [title, make] of Object.entries(KINDS)) {
    it(`of ${title} are those that the program has made`, () => {
      const symbol = Symbol('s');
      const hidden = Object.defineProperty(make(), 'hidden', { value: 1 });

      assert.deepEqual([hasNamedKeys(make()), listNamedKeys(make())], [false, []]);
      assert.deepEqual(listNamedKeys(Object.assign(make(), { a: { b: 1 } })), ['a']);
      assert.deepEqual(listNamedKeys(Object.assign(make(), { [symbol]: 1 })), [symbol]);
      assert.deepEqual([hasNamedKeys(hidden), listNamedKeys(hidden)], [true, ['hidden']]);
    });
  }

  for (const make of [
    () => new Float64Array(1000),
    () => new Int8Array(3),
    () => Buffer.alloc(500),
  ])
    it(`that are texts are told from symbols, of ${make().constructor.name}`, () => {
      const marked = Object.defineProperty(make(), Symbol('hidden'), { value: () => {} });
      const named = Object.assign(make(), { a: 1, [Symbol('s')]: 2 });
      const hidden = Object.defineProperty(named, 'b', { value: 1 });

      assert.deepEqual(listTextKeys(marked), []);
      assert.deepEqual(listTextKeys(Object.assign(make(), { [Symbol('s')]: 2 })), []);
      assert.deepEqual(listTextKeys(hidden), ['a', 'b']);
    });

  it('run no code of the program', () => {
    const spying = class extends Array<number> {
      get [Symbol.toStringTag](): string {
        throw new Error('called');
      }
    };

    assert.equal(hasNamedKeys(spying.from(long)), false);
  });

  it('of a million elements are found without a look at each', () => {
    const million = new Float64Array(1e6);
    const before = process.cpuUsage().user;

    for (let i = 0; i < 100; i += 1) hasNamedKeys(million);

    const seconds = (process.cpuUsage().user - before) / 1e6;
    assert.ok(seconds < 2, `${seconds} s`); // their keys alone would take 10 s
  });
});

it('An index is a number as the language writes it', () => {
  assert.deepEqual(['0', '10', '01', '-1', 'a', '1.5', Symbol.iterator].map(isIndex), [true, true, false, false, false, false, false]); // biome-ignore format: one row
});
