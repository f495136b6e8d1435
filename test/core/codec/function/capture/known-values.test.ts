import assert from 'node:assert/strict';
import { join } from 'node:path';
import { promises } from 'node:fs';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import { describeKnown, findKnown } from '#dist/core/codec/function/capture/known-values.js';
import { followKnownPath } from '#dist/core/codec/function/known-path.js';

const KNOWN: Readonly<Record<string, object>> = {
  globalThis,
  'Math.max': Math.max,
  Map,
  'Array.prototype.map': Array.prototype.map,
  'the class of typed arrays': Object.getPrototypeOf(Int8Array) as object,
  'process.env': process.env,
  'process.nextTick': process.nextTick,
  'path.join': join,
  'fs.promises.readFile': promises.readFile,
  performance,
  structuredClone,
};

describe('A standard value', () => {
  for (const [title, value] of Object.entries(KNOWN)) {
    it(`is known by a path that leads back to it: ${title}`, () => {
      const known = findKnown(value);

      assert.ok(known);
      assert.equal(followKnownPath(known), value);
    });
  }

  it('is whatever this version of Node defines, but for what holds the data of one process', () => {
    const holders = new Set(['localStorage', 'sessionStorage']);
    const names = Object.getOwnPropertyNames(globalThis).filter(
      (name) => !holders.has(name) && !Object.prototype.propertyIsEnumerable.call(globalThis, name),
    );
    const values = names.map((name) => [name, Reflect.get(globalThis, name) as unknown] as const);
    const objects = values.filter(([, value]) => Object(value) === value);

    const lost = objects.filter(([, value]) => {
      const known = findKnown(value as object);
      return known === undefined || followKnownPath(known) !== value;
    });

    assert.ok(objects.length > 100, `only ${objects.length} found`);
    assert.deepEqual(
      lost.map(([name]) => name),
      [],
    );
  });

  it('is none that the program has made', () => {
    const own = [{}, () => 1, class Map {}, { max: Math.max }];

    assert.deepEqual(own.map(findKnown), [undefined, undefined, undefined, undefined]);
  });

  it('is none of another realm', () => {
    assert.equal(findKnown(runInNewContext('Map') as object), undefined);
  });

  it('is named as a user would write it', () => {
    const names = [
      { root: 'node:net', path: ['Socket'] },
      { root: '', path: ['Math', 'max'] },
      { root: '', path: ['Int8Array', '__proto__'] },
    ].map(describeKnown);

    assert.deepEqual(names, ['net.Socket', 'Math.max', 'Int8Array']);
  });
});
