import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentOf, partsOf, walkObjects } from '#dist/core/base/cloned-graph.js';

const inner = { inner: 1 };

const PARTS: readonly (readonly [
  title: string,
  object: object,
  content: string,
  parts: unknown[],
])[] = [
  ['an object', { a: inner, b: 2 }, 'properties', [inner, 2]],
  ['an array with a hole and a name', Object.assign([1, , inner], { x: 2 }), 'properties', [1, inner, 2]], // biome-ignore format: one row
  ['a Map, without its own properties', Object.assign(new Map([[inner, 1]]), { x: 2 }), 'entries', [inner, 1]], // biome-ignore format: one row
  ['a Set', new Set([inner]), 'members', [inner]],
  ['an error, without its own properties', Object.assign(new Error('x', { cause: inner }), { x: 2 }), 'cause', [inner]], // biome-ignore format: one row
  ['an array over memory', new Uint8Array(2), 'nothing', []],
  ['memory', new ArrayBuffer(2), 'nothing', []],
  ['shared memory', new SharedArrayBuffer(2), 'nothing', []],
  ['a Proxy, whose handler is not asked', new Proxy({ a: 1 }, { ownKeys: () => assert.fail() }), 'nothing', []], // biome-ignore format: one row
];

describe('What structured clone finds', () => {
  for (const [title, object, content, parts] of PARTS) {
    it(`in ${title} are its ${content}`, () => {
      const found = [contentOf(object), [...partsOf(object)]];

      assert.deepEqual(found, [content, parts]);
    });
  }

  it('are no properties that are hidden or have a symbol as key', () => {
    const object = Object.defineProperty({ [Symbol('s')]: 1 }, 'hidden', { value: 2 });

    assert.deepEqual([...partsOf(object)], []);
  });
});

describe('A walk', () => {
  it('enters each object once, the nearest first', () => {
    const leaf = { name: 'leaf' };
    const left = { name: 'left', leaf };
    const root: Record<string, unknown> = { name: 'root', left, right: [leaf] };
    root.self = root;
    const names: unknown[] = [];

    walkObjects([root], (object) => {
      names.push(Reflect.get(object, 'name') ?? 'array');
      return partsOf(object);
    });

    assert.deepEqual(names, ['root', 'left', 'array', 'leaf']);
  });

  it('goes no further where the answer is nothing', () => {
    const entered: object[] = [];
    const closed = { inner };

    walkObjects([[closed]], (object) => {
      entered.push(object);
      return object === closed ? [] : partsOf(object);
    });

    assert.deepEqual(entered, [[closed], closed]);
  });

  it('takes no notice of roots that are no objects', () => {
    walkObjects([1, null, undefined, 'x', () => 1], () => assert.fail('nothing to enter'));
  });

  it('gets to the end of what is nested 100,000 deep', () => {
    let nested: object = {};
    for (let depth = 0; depth < 100_000; depth += 1) nested = { nested };
    let count = 0;

    walkObjects([nested], (object) => {
      count += 1;
      return partsOf(object);
    });

    assert.equal(count, 100_001);
  });
});
