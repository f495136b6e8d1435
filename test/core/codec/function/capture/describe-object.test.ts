import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { describeObject } from '#dist/core/codec/function/capture/describe-object.js';
import { rememberOrigin } from '#dist/core/codec/function/origins.js';
import { compileNothing } from '../../web-assembly.ts';
import { FakeTable, refusalBy } from './fake-table.ts';

class Tags extends Map<string, number> {}
class Stack extends Array<number> {}
class HttpError extends TypeError {}

function describeIn(table: FakeTable, object: object) {
  return describeObject(table, object, undefined);
}

function keysOf({ node }: ReturnType<typeof describeObject>): unknown[] {
  return (node as unknown as { properties: { key: [unknown] }[] }).properties.map(
    ({ key }) => key[0],
  );
}

describe('An object that all workers have', () => {
  it('is described by its name, and never changes', () => {
    const described = describeIn(new FakeTable(), Math);

    assert.deepEqual(described, {
      node: { kind: 'known', root: '', path: ['Math'] },
      isStable: true,
    });
  });

  it('is the exports of a CommonJS module', () => {
    const file = fileURLToPath(new URL('../fixtures/common.cjs', import.meta.url));
    const exports = createRequire(import.meta.url)(file) as object;

    const described = describeIn(new FakeTable(), exports);

    assert.deepEqual(described, { node: { kind: 'commonjs', file }, isStable: true });
  });

  it('is what this codec itself has made of an import', () => {
    const namespace = {};
    const node = { kind: 'module-meta', what: 'meta', referrer: 'file:///a.js' } as const;
    rememberOrigin(namespace, node);

    assert.deepEqual(describeIn(new FakeTable(), namespace), { node, isStable: true });
  });

  it('is the prototype of a class that is sent as well', () => {
    const table = new FakeTable();

    const described = describeIn(table, HttpError.prototype);

    assert.deepEqual(described, { node: { kind: 'prototype', of: 0 }, isStable: true });
    assert.deepEqual(table.values, [HttpError]);
  });
});

describe('An object of the program', () => {
  it('is described by its properties, and may differ next time', () => {
    const described = describeIn(new FakeTable(), Object.freeze({ a: 1 }));

    assert.deepEqual(described, {
      node: { kind: 'object', properties: [{ key: ['a'], value: [1], flags: 2 }], integrity: 3 },
      isStable: false,
    });
  });

  it('keeps that it has no prototype', () => {
    const { node } = describeIn(new FakeTable(), Object.create(null) as object);

    assert.deepEqual(node, { kind: 'object', prototype: [null], properties: [], integrity: 0 });
  });

  it('is an array with its length and its holes', () => {
    const list = Object.freeze([1, , 3]); // biome-ignore format: a hole

    const described = describeIn(new FakeTable(), list);

    assert.deepEqual(keysOf(described), ['0', '2']);
    assert.equal((described.node as { length?: number }).length, 3);
  });

  it('is a Map with its entries in turn, whose ways name the keys', () => {
    const table = new FakeTable();
    const key = (): number => 1;
    const map = new Map<unknown, unknown>([['in', {}], [key, {}]]); // biome-ignore format: one row

    const { node } = describeIn(table, map);

    assert.deepEqual(node, {
      kind: 'collection',
      type: 'Map',
      entries: [['in'], 0, 1, 2],
      properties: [],
      integrity: 0,
    });
    assert.deepEqual(table.ways, ["has a value for the key 'in'", 'has a key', 'has a value for the key that is an object']); // biome-ignore format: one row
  });

  it('is a Set with its members', () => {
    const { node } = describeIn(new FakeTable(), new Set([() => 1, 2]));

    assert.deepEqual(node, {
      kind: 'collection',
      type: 'Set',
      entries: [0, [2]],
      properties: [],
      integrity: 0,
    });
  });

  it('is an error with its stack as data', () => {
    const error = new RangeError('far', { cause: 1 });

    const described = describeIn(new FakeTable(), error);

    assert.equal((described.node as { type?: string }).type, 'RangeError');
    assert.deepEqual(keysOf(described).sort(), ['cause', 'message', 'stack']);
  });

  for (const object of [new Tags(), new Stack(), new HttpError('x')]) {
    it(`has the prototype of its class if it extends a built-in one: ${object.constructor.name}`, () => {
      const table = new FakeTable();

      const { node } = describeIn(table, object);

      const { prototype } = node as { prototype?: number };
      assert.equal(table.values[prototype ?? -1], Object.getPrototypeOf(object));
    });
  }
});

describe('Memory', () => {
  for (const make of [() => new SharedArrayBuffer(4), compileNothing]) {
    it(`is shared where that is allowed: ${make().constructor.name}`, () => {
      const table = new FakeTable({ allowShared: true });
      const object = make();
      table.share({});

      const described = describeIn(table, object);

      assert.deepEqual(described, { node: { kind: 'shared', index: 1 }, isStable: false });
      assert.equal(table.shared[1], object);
    });

    it(`is refused where it is not: ${make().constructor.name}`, () => {
      const refusal = refusalBy(() => describeIn(new FakeTable(), make()));

      assert.match(refusal, /^a \w+(\.Module)?: memory cannot be shared between processes$/);
    });
  }
});

it('What belongs to this process alone is refused', () => {
  const refusal = refusalBy(() => describeIn(new FakeTable(), Promise.resolve()));

  assert.equal(refusal, 'a Promise: it settles in this process only');
});
