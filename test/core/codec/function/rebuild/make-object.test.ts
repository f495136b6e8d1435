import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { types } from 'node:util';
import { makeObject } from '#dist/core/codec/function/rebuild/make-object.js';
import { FakeRebuilding } from './nodes.ts';

type ObjectNode = Parameters<typeof makeObject>[1];

/** The object when everything is filled. */
function make(node: ObjectNode, ...values: unknown[]): unknown {
  const rebuilding = new FakeRebuilding(...values);
  const made = makeObject(rebuilding, node);
  rebuilding.finish();
  return made;
}

const a1 = [{ key: ['a'], value: [1], flags: 7 }] as const;

const bare = { properties: [], integrity: 0 } as const;

class Point {
  x = 1;
}

describe('An object', () => {
  it('is empty until everything is made', () => {
    const rebuilding = new FakeRebuilding();

    const made = makeObject(rebuilding, { kind: 'object', properties: a1, integrity: 0 });
    const before = { ...(made as object) };
    rebuilding.finish();

    assert.deepEqual([before, made], [{}, { a: 1 }]);
  });

  it('is as frozen as it was', () => {
    const made = ([0, 1, 2, 3] as const).map((integrity) =>
      make({ kind: 'object', properties: a1, integrity }),
    );

    assert.deepEqual(made.map(Object.isExtensible), [true, false, false, false]);
    assert.deepEqual(made.map(Object.isSealed), [false, false, true, true]);
    assert.deepEqual(made.map(Object.isFrozen), [false, false, false, true]);
  });

  it('has the prototype that it had', () => {
    const node = { kind: 'object', properties: [], integrity: 0 } as const;

    const bare = make({ ...node, prototype: [null] });
    const point = make({ ...node, instanceOf: 0 }, Point);

    assert.equal(Object.getPrototypeOf(bare), null);
    assert.ok(point instanceof Point);
    assert.equal(point.x, undefined, 'its constructor has run');
  });
});

describe('A container', () => {
  it('is an array of the same length, with its holes', () => {
    const made = make({
      kind: 'array',
      length: 3,
      properties: [{ key: ['1'], value: [5], flags: 7 }],
      integrity: 0,
    });

    assert.deepEqual(made, [, 5, ,]); // biome-ignore format: holes
  });

  it('is a Map or a Set, which may hold itself', () => {
    const rebuilding = new FakeRebuilding();
    const map = makeObject(rebuilding, { kind: 'collection', type: 'Map', entries: [['a'], [1], ['b'], [2]], properties: [], integrity: 0 }); // biome-ignore format: one row
    const set = makeObject(rebuilding, { kind: 'collection', type: 'Set', entries: [[map]], properties: a1, integrity: 0 }); // biome-ignore format: one row

    rebuilding.finish();

    assert.deepEqual(map, new Map([['a', 1], ['b', 2]])); // biome-ignore format: one row
    assert.deepEqual(set, Object.assign(new Set([map]), { a: 1 }));
  });

  it('is a weak collection with the entries whose keys are there', () => {
    const key = {};
    const rebuilding = new FakeRebuilding();
    const map = makeObject(rebuilding, { kind: 'collection', type: 'WeakMap', entries: [[key], [1]], properties: [], integrity: 0 }); // biome-ignore format: one row
    const set = makeObject(rebuilding, { kind: 'collection', type: 'WeakSet', entries: [[key]], properties: a1, integrity: 0 }); // biome-ignore format: one row

    rebuilding.finish();

    assert.ok(map instanceof WeakMap && set instanceof WeakSet);
    assert.deepEqual([map.get(key), set.has(key), Reflect.get(set, 'a')], [1, true, 1]);
  });

  it('is of the class that extends a built-in one', () => {
    class Tags extends Map {}

    const made = make(
      { kind: 'collection', type: 'Map', entries: [], properties: [], integrity: 0, prototype: 0 },
      Tags.prototype,
    );

    assert.ok(made instanceof Tags);
  });
});

describe('An object that the serialiser has copied', () => {
  it('gets its class, its properties and its state again', () => {
    class Day extends Date {}
    const value = new Date(5);

    const made = make(
      { kind: 'copied', value, properties: a1, integrity: 3, prototype: 0 },
      Day.prototype,
    );

    assert.ok(made instanceof Day && Object.isFrozen(made));
    assert.deepEqual([made.getTime(), Reflect.get(made, 'a')], [5, 1]);
  });
});

describe('Memory', () => {
  it('is looked at by all views that share it, each at its place', () => {
    const memory = make({ kind: 'memory', bytes: [Uint8Array.of(1, 2, 3, 4).buffer], start: 8 });
    const common = { kind: 'view', memory: 0, ...bare } as const;
    const [bytes, word, buffer, data] = [
      make({ ...common, type: 'Uint8Array', byteOffset: 8, length: 4 }, memory),
      make({ ...common, type: 'Uint16Array', byteOffset: 10, length: 1 }, memory),
      make({ ...common, type: 'Buffer', byteOffset: 9, length: 2 }, memory),
      make({ ...common, type: 'DataView', byteOffset: 8, length: 4 }, memory),
    ] as [Uint8Array, Uint16Array, Buffer, DataView];
    const whole = make({ kind: 'buffer', memory: 0, ...bare }, memory);

    assert.deepEqual([...bytes], [1, 2, 3, 4]);
    assert.deepEqual(
      [word.byteOffset, word.length, buffer, data.getUint8(3)],
      [2, 1, Buffer.from([2, 3]), 4],
    );
    assert.ok([bytes, word, buffer, data].every((view) => view.buffer === whole));
  });
});

describe('An error', () => {
  it('is a real one, with nothing in it but what it had', () => {
    const properties = [{ key: ['message'], value: ['far'], flags: 5 }] as const;

    const made = make({ kind: 'error', type: 'RangeError', properties, integrity: 0 });

    assert.ok(made instanceof RangeError && types.isNativeError(made));
    assert.deepEqual([made.message, made.stack], ['far', undefined]);
  });
});

describe('What a call makes', () => {
  it('is a bound function', () => {
    const target = function (this: unknown, ...all: unknown[]): unknown {
      return [this, ...all];
    };

    const made = make({ kind: 'bound', target: 0, boundThis: ['home'], boundArguments: [[1]], name: 'bound f' }, target); // biome-ignore format: one row

    assert.deepEqual((made as (x: number) => unknown)(2), ['home', 1, 2]);
    assert.equal((made as { name?: string }).name, 'bound f');
  });

  it('is a platform object', () => {
    const made = [
      make({
        kind: 'constructed',
        constructorName: 'URL',
        arguments: [['https://a.example/']],
        ...bare,
      }),
      make({
        kind: 'constructed',
        constructorName: 'Intl.NumberFormat',
        arguments: [['de'], [{}]],
        ...bare,
      }),
    ] as [URL, Intl.NumberFormat];

    assert.deepEqual(
      [made[0].href, made[1].resolvedOptions().locale],
      ['https://a.example/', 'de'],
    );
  });

  it('is an instance that its own class revives', () => {
    class Money {
      readonly #cents: number;
      constructor(cents: number) {
        this.#cents = cents;
      }
      get cents(): number {
        return this.#cents;
      }
      static [Symbol.for('manyhands.revive')](cents: number): Money {
        return new this(cents);
      }
    }

    const made = make({ kind: 'revived', constructorSlot: 0, data: [250] }, Money);

    assert.equal((made as Money).cents, 250);
  });
});
