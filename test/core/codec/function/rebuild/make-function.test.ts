import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeFunction, openCells } from '#dist/core/codec/function/rebuild/make-function.js';
import { FakeRebuilding, functionNode } from './nodes.ts';

type Anything = (...args: unknown[]) => unknown;

function make(node: ReturnType<typeof functionNode>, ...values: unknown[]): Anything {
  const rebuilding = new FakeRebuilding(...values);
  const made = makeFunction(rebuilding, node, []);
  rebuilding.finish();
  return made as Anything;
}

describe('A function', () => {
  it('gets its variables when everything is made', () => {
    const rebuilding = new FakeRebuilding('value');
    const fn = makeFunction(rebuilding, functionNode('() => a', { variables: [['a', 0]] }), []) as Anything; // biome-ignore format: one row

    const before = fn();
    rebuilding.finish();

    assert.deepEqual([before, fn()], [undefined, 'value']);
  });

  it('has its name and its properties', () => {
    const fn = make(functionNode('() => 1', { name: 'one', properties: [{ key: ['cache'], value: [5], flags: 7 }] })); // biome-ignore format: one row

    assert.deepEqual([fn.name, Reflect.get(fn, 'cache')], ['one', 5]);
  });

  it('inherits what it inherited', () => {
    const [parent, prototypeParent] = [{ a: 1 }, { b: 2 }];

    const fn = make(functionNode('function () {}', { parent: 0, prototypeParent: 1 }), parent, prototypeParent); // biome-ignore format: one row

    assert.equal(Object.getPrototypeOf(fn), parent);
    assert.equal(Object.getPrototypeOf(fn.prototype), prototypeParent);
  });
});

describe('A class', () => {
  class Base {}
  const node = functionNode('class A extends Base { [k]() {} static s = 1 }', {
    classId: 'test.A',
    variables: [['Base', 0], ['k', ['key']]], // biome-ignore format: one row
    early: ['Base', 'k'],
    prototypeProperties: [{ key: ['added'], value: [5], flags: 7 }],
  });

  it('has its base class and its keys when it is made', () => {
    const cls = make(node, Base);

    assert.equal(Object.getPrototypeOf(cls), Base);
    assert.deepEqual(Object.keys(cls.prototype as object), ['added']);
    assert.ok(Object.hasOwn(cls.prototype as object, 'key'));
  });

  it('is the same one when it comes again, with the newer values', () => {
    const before = make(node, Base);

    const again = make({ ...node, properties: [{ key: ['s'], value: [2], flags: 7 }] }, Base);

    assert.equal(again, before);
    assert.equal(Reflect.get(again, 's'), 2);
  });
});

describe('A function that shares variables', () => {
  const cells = (version: number, value: string) =>
    [{ key: '9|file:///app/db.js|db', name: 'db', version, value: [value] }] as const;
  const node = (source: string) => functionNode(source, { cells: [['db', 0]] });

  const makeSharing = (source: string, version: number, value: string): Anything => {
    const rebuilding = new FakeRebuilding();
    openCells(rebuilding, cells(version, value));
    const made = makeFunction(rebuilding, node(source), cells(version, value));
    rebuilding.finish();
    return made as Anything;
  };

  it('sees what others have left in them, until the program itself assigns again', () => {
    const write = makeSharing('(value) => { db = value; }', 1, 'first');
    const read = makeSharing('() => db', 1, 'first');
    const first = read();
    write('second');

    const second = makeSharing('() => db', 1, 'first')();
    makeSharing('() => db', 2, 'third');

    assert.deepEqual([first, second, read()], ['first', 'second', 'third']);
  });
});
