import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  editBaseClass,
  editElements,
  listEarlyNames,
} from '#dist/core/codec/function/capture/rewrite-class.js';
import { applyEdits } from '#dist/core/codec/function/capture/text-edit.js';
import { makeFunction } from '../cases/case.js';
import { FakeTable, read, refusalBy } from './fake-table.ts';

/** A class from text that TypeScript would not leave alone. */
function makeClass(text: string, before = ''): object {
  return makeFunction<() => object>(`${before}; return ${text}`)();
}

function rewritingOf(cls: object, table = new FakeTable()) {
  return { table, ...read(cls) };
}

function editsOf(cls: object): string {
  const rewriting = rewritingOf(cls);
  return applyEdits(rewriting.read, editElements(rewriting)).replace(/\s+/g, ' ');
}

describe('The elements of a class', () => {
  const CASES: readonly (readonly [title: string, cls: object, text: string])[] = [
    ['keep their keys as they came out', makeClass('class A { [k]() {} static [k + 1]() {} }', 'const k = "a"'), 'class A { ["a"]() {} static ["a1" ]() {} }'], // biome-ignore format: one row
    ['keep keys that are symbols', makeClass('class A { [k]() {} [Symbol.for("s")]() {} }', 'const k = Symbol.iterator'), 'class A { [Symbol.iterator]() {} [Symbol.for("s")]() {} }'], // biome-ignore format: one row
    ['keep their keys where a minifier has left no space', makeClass('class A{static[k](){}}', 'const k = "a"'), 'class A{static["a"](){}}'], // biome-ignore format: one row
    ['have run their static parts once', makeClass('class A { static a = 1; static { this.b = 2; } c = 3; }'), 'class A { c = 3; }'], // biome-ignore format: one row
    ['fill private statics again, which nobody can read', makeClass('class A { static #a = 1; static { this.#a = 2; } }'), 'class A { static #a = 1; static { this.#a = 2; } }'], // biome-ignore format: one row
    ['keep keys that can be evaluated again', makeClass('class A { [k] = 1; [o.k] = 2; ["c"] = 3; d() { k; } }', 'const k = "a"; const o = { k: "b" }'), 'class A { [k] = 1; [o.k] = 2; ["c"] = 3; d() { k; } }'], // biome-ignore format: one row
  ];
  for (const [title, cls, text] of CASES) {
    it(title, () => assert.equal(editsOf(cls), text));
  }

  it('are refused with a key that nobody knows any more', () => {
    const cls = makeClass('class A { [list.shift()] = 1; }', 'const list = ["a"]');

    assert.equal(
      refusalBy(() => editElements(rewritingOf(cls))),
      'has a computed key, [list.shift()], whose value is no longer known',
    );
  });
});

describe('The base class', () => {
  it('is a variable under its own name', () => {
    const table = new FakeTable();
    const Base = class {};
    const cls = makeFunction<(Base: object) => object>(
      'Base',
      'return class A extends Base {}',
    )(Base);

    const base = editBaseClass(rewritingOf(cls, table));

    assert.deepEqual(base, { edits: [], name: 'Base', slot: 0 });
    assert.deepEqual([table.values, table.ways], [[Base], ['extends a class']]);
  });

  it('that came out of an expression gets a name', () => {
    const table = new FakeTable();
    const cls = makeClass('class A extends mix(Map) {}', 'const mix = (x) => x');
    const rewriting = rewritingOf(cls, table);

    const base = editBaseClass(rewriting);

    assert.equal(applyEdits(rewriting.read, base?.edits ?? []), 'class A extends extended {}');
    assert.deepEqual([base?.name, table.values], ['extended', [Map]]);
  });

  it('is none for a class without one, or that extends null', () => {
    const bases = ['class A {}', 'class A extends null {}'].map((text) =>
      editBaseClass(rewritingOf(makeClass(text))),
    );

    assert.deepEqual(bases, [undefined, undefined]);
  });
});

describe('What a class needs while it is made', () => {
  it('are the variables in its computed keys', () => {
    const cls = makeClass('class A { [k]() { return other; } }', 'const k = "a", other = 1');

    assert.deepEqual(listEarlyNames(read(cls).read), ['k']);
  });

  it('are all variables if it has private statics', () => {
    const cls = makeClass(
      'class A { static #a = one; b() { return two; } }',
      'const one = 1, two = 2',
    );

    assert.deepEqual(listEarlyNames(read(cls).read), ['one', 'two']);
  });
});
