import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeOwnProperties,
  describeProperties,
  describePrototypeProperties,
  readIntegrity,
} from '#dist/core/codec/function/capture/describe-properties.js';
import type { Callable } from '#dist/core/codec/function/capture/describer.js';
import { FakeTable, read } from './fake-table.ts';

function describeOwn(fn: object, table = new FakeTable()) {
  return describeOwnProperties({ table, ...read(fn) });
}

function describePrototype(fn: object, table = new FakeTable()) {
  return describePrototypeProperties({ table, ...read(fn) });
}

describe('The properties of an object', () => {
  it('keep what may be done with them', () => {
    const object = {};
    Object.defineProperties(object, {
      open: { value: 1, writable: true, enumerable: true, configurable: true },
      fixed: { value: 2 },
    });

    const records = describeProperties(new FakeTable(), object, undefined);

    assert.deepEqual(records, [
      { key: ['open'], value: [1], flags: 7 },
      { key: ['fixed'], value: [2], flags: 0 },
    ]);
  });

  it('are described with their accessors, which are not called', () => {
    const get = (): never => assert.fail('called');
    const object = Object.defineProperty({}, 'a', { get, enumerable: true });
    const table = new FakeTable();

    const records = describeProperties(table, object, undefined);

    assert.deepEqual(records, [{ key: ['a'], get: 0, flags: 2 }]);
    assert.deepEqual(table.values, [get]);
  });

  it('say the way to what they hold', () => {
    const table = new FakeTable();
    const key = Symbol.iterator;

    describeProperties(table, { client: {}, [key]: {} }, undefined);
    describeProperties(table, [[]], undefined);

    assert.deepEqual(table.ways, [
      "has the property 'client'",
      ...Array(2).fill('has the property [Symbol.iterator]'),
      'has the element 0',
    ]);
  });

  it('are left out where the caller has its own way for them', () => {
    const records = describeProperties(
      new FakeTable(),
      { a: 1, b: 2 },
      undefined,
      (key) => key === 'a',
    );

    assert.deepEqual(
      records.map(({ key }) => key),
      [['b']],
    );
  });
});

describe('The own properties of a function', () => {
  it('are those that somebody has hung on it', () => {
    const fn = Object.assign((x: number): number => x, { cache: 1 });

    const own = describeOwn(fn);

    assert.deepEqual(own, { properties: [{ key: ['cache'], value: [1], flags: 7 }] });
  });

  it('are no methods of a class, which its text makes', () => {
    class Box {
      static of(): Box {
        return new Box();
      }
      static count = 1;
    }

    const own = describeOwn(Box);

    assert.deepEqual(
      own.properties.map(({ key }) => key),
      [['count']],
    );
  });

  it('are a class’s statics even if they are called name or length', () => {
    class Odd {
      static readonly name = 5;
    }

    const own = describeOwn(Odd);

    assert.deepEqual(own.properties, [{ key: ['name'], value: [5], flags: 7 }]);
  });

  it('come with a prototype that is none of the language’s', () => {
    const parent = { shared: 1 };
    const fn = Object.setPrototypeOf(() => 1, parent) as Callable;
    const table = new FakeTable();

    const own = describeOwn(fn, table);

    assert.deepEqual([own.parent, table.values], [0, [parent]]);
  });

  it('have the ordinary prototype for every kind of function, and a base class by its text', () => {
    class Base {}
    class Derived extends Base {}
    const all: object[] = [() => 1, async () => 1, function* () {}, async function* () {}, Base, Derived]; // biome-ignore format: one row

    const parents = all.map((fn) => describeOwn(fn).parent);

    assert.deepEqual(parents, Array(6).fill(undefined));
  });
});

describe('The properties of a prototype', () => {
  it('are those that were added to the class later', () => {
    class Box {
      describe(): string {
        return 'a box';
      }
    }
    Object.assign(Box.prototype, { added: 1 });

    const described = describePrototype(Box);

    assert.deepEqual(described, {
      prototypeProperties: [{ key: ['added'], value: [1], flags: 7 }],
    });
  });

  it('come with what an old-style class inherits from', () => {
    const Old = function () {} as unknown as Callable & { prototype: object };
    const parent = { speak: () => 'woof' };
    Object.setPrototypeOf(Old.prototype, parent);
    const table = new FakeTable();

    const described = describePrototype(Old, table);

    assert.equal(table.values[described.prototypeParent as number], parent);
  });

  it('are none for functions that construct nothing', () => {
    const all: object[] = [() => 1, async () => 1, function* () {}];

    const described = all.map((fn) => describePrototype(fn));

    assert.deepEqual(described, Array(3).fill({ prototypeProperties: [] }));
  });
});

describe('The integrity of an object', () => {
  it('counts from open to frozen', () => {
    const objects = [{ a: 1 }, Object.preventExtensions({ a: 1 }), Object.seal({ a: 1 }), Object.freeze({ a: 1 })]; // biome-ignore format: one row

    assert.deepEqual(objects.map(readIntegrity), [0, 1, 2, 3]);
  });
});
