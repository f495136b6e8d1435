import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path, { join } from 'node:path';
import { describe, it } from 'node:test';
import { Package } from './package.js';

describe('Files that are loaded with what was compiled before', () => {
  it('are modules as Node has them', () => {
    using one = new Package({
      'a.cjs':
        "exports.b = require('./b.cjs'); exports.sep = require('node:path').sep; exports.place = [__filename, __dirname, module.id, module.paths.length > 0, this === exports];",
      'b.cjs': 'globalThis.timesOfB = (globalThis.timesOfB ?? 0) + 1; exports.here = __filename;',
    });

    const load = one.load(['a.cjs']);
    const a = load('./a.cjs') as { b: { here: string }; sep: string; place: unknown[] };

    const file = join(one.folder, 'a.cjs');
    assert.equal(a.b, load('./b.cjs'));
    assert.equal(a.b.here, join(one.folder, 'b.cjs'));
    assert.equal(a.sep, join('/'));
    assert.deepEqual(a.place, [file, one.folder, file, true, true]);
    assert.equal(load.cache[file]?.loaded, true);
    assert.equal(Reflect.get(globalThis, 'timesOfB'), 1);
    Reflect.deleteProperty(globalThis, 'timesOfB');
  });

  it('are loaded by what comes back as well, and by the names that files outside of the library use', () => {
    using one = new Package({
      'a.cjs': "exports.b = require('#own/b');",
      'b.cjs': 'exports.b = 1;',
    });

    const load = one.load([]);
    const { b } = load('./a.cjs') as { b: object };

    assert.equal(b, load('#own/b'));
    assert.equal(b, createRequire(join(one.folder, 'begin.cjs'))('./b.cjs'));
    assert.equal(load('node:path'), path);
  });

  it('have an import() that finds what Node finds', async () => {
    using one = new Package({
      'a.cjs': 'exports.load = (url) => require.importModule(url);',
    });

    const { load } = one.load(['a.cjs'])('./a.cjs') as {
      load: (url: string) => Promise<{ sep: string }>;
    };

    assert.equal((await load('node:path')).sep, join('/'));
    await assert.rejects(load(join(one.folder, 'missing.mjs')), { code: 'ERR_MODULE_NOT_FOUND' });
  });

  it('are loaded by one, whatever else begins in that folder', () => {
    using one = new Package({ 'a.cjs': 'exports.a = require;', 'b.cjs': 'exports.b = require;' });

    const first = one.load(['a.cjs'])('./a.cjs') as { a: object };
    const second = one.load(['b.cjs'])('./b.cjs') as { b: object };

    assert.equal(first.a, second.b);
  });

  it('are tried again after they have thrown', () => {
    using one = new Package({
      'a.cjs': "if (globalThis.mustThrow) throw new RangeError('a'); exports.a = 1;",
    });
    Reflect.set(globalThis, 'mustThrow', true);

    assert.throws(() => one.load(['a.cjs']), RangeError);
    Reflect.deleteProperty(globalThis, 'mustThrow');

    assert.equal(one.isLoaded('a.cjs'), false);
    assert.deepEqual(one.load(['a.cjs'])('./a.cjs'), { a: 1 });
  });

  it('are left to whatever else loads modules', () => {
    using one = new Package({ 'a.cjs': 'exports.a = 1;' });

    one.load(['a.cjs'], { id: 'a', path: one.folder });

    assert.equal(one.isLoaded('a.cjs'), false);
  });
});
