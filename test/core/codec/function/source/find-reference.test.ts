import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import {
  findLoadedExport,
  findReference,
} from '#dist/core/codec/function/source/find-reference.js';
import { readFunctionText } from '#dist/core/codec/function/source/function-text.js';
import { locateFunction } from '#dist/core/codec/function/source/locate-function.js';
import { hashText } from '#dist/core/codec/function/text-hash.js';
import defaultArrow from '../fixtures/default-arrow.js';
import defaultNamed from '../fixtures/default-named.js';
import * as jobs from '../fixtures/jobs.js';

const common = createRequire(import.meta.url)('../fixtures/common.cjs') as {
  readonly addLocal: object;
  readonly closures: { readonly plusLocal: object };
  readonly makeLocal: () => object;
};

function referenceTo(fn: object) {
  const text = Function.prototype.toString.call(fn);
  const location = locateFunction(fn, text, () => readFunctionText(text).anchor);
  assert.ok(location);
  return findReference(fn, text, location.script, location.scopes);
}

/** Exported, but by the entry script of this test. */
export function ofTheEntry(): number {
  return 1;
}

describe('A reference is found', () => {
  const FOUND: readonly (readonly [title: string, fn: object, path: string[]])[] = [
    ['for an exported function', jobs.double, ['double']],
    ['for an exported constant', jobs.triple, ['triple']],
    ['for an export under another name', jobs.renamed, ['renamed']],
    ['for a member of an exported object', jobs.api.images.resize, ['api', 'images', 'resize']],
    ['for a class', jobs.Box, ['Box']],
    ['for a static method', jobs.Box.of, ['Box', 'of']],
    ['for a method of a class', jobs.Box.prototype.describe, ['Box', 'prototype', 'describe']],
    ['for a default without a name', defaultArrow, ['default']],
    ['for a default with a name', defaultNamed, ['default']],
    ['for an export of CommonJS', common.addLocal, ['addLocal']],
    ['for a member of one', common.closures.plusLocal, ['closures', 'plusLocal']],
  ];
  for (const [title, fn, path] of FOUND) {
    it(title, () => assert.deepEqual(referenceTo(fn)?.path, path));
  }

  it('with the module and the version of the text', () => {
    const text = String(jobs.double);

    assert.deepEqual(referenceTo(jobs.double), {
      kind: 'reference',
      module: new URL('../fixtures/jobs.js', import.meta.url).href,
      path: ['double'],
      commonJs: false,
      textLength: text.length,
      textHash: hashText(text),
    });
  });
});

describe('No reference is found', () => {
  const NOT_FOUND: Readonly<Record<string, object>> = {
    'for a closure': jobs.makeAdder(1),
    'for a closure of CommonJS': common.makeLocal(),
    'for a function of the entry script, exported or not': ofTheEntry,
    'for a function without a file': new Function('return 1'),
  };
  for (const [title, fn] of Object.entries(NOT_FOUND)) {
    it(title, () => assert.equal(referenceTo(fn), undefined));
  }
});

describe('An export of CommonJS is found without the inspector', () => {
  const found = (fn: object) => findLoadedExport(fn, Function.prototype.toString.call(fn));

  it('as it is with it', () => {
    const reference = found(common.addLocal);

    assert.deepEqual(reference, referenceTo(common.addLocal));
  });

  it('but not what stands deeper, in an ES module, or nowhere', () => {
    for (const fn of [common.closures.plusLocal, common.makeLocal(), jobs.double, Math.max])
      assert.equal(found(fn), undefined);
  });

  it('nor what the program has put among the exports: the file knows nothing of that', (t) => {
    const exports = common as Record<string, unknown>;
    t.after(() => delete exports['added']);
    exports['added'] = () => 'not in the file';

    assert.equal(found(exports['added'] as object), undefined);
  });

  it('and no getter and no proxy of a module is run, and no ES module looked into that was required', (t) => {
    const { cache } = createRequire(import.meta.url);
    const fail = (): never => assert.fail('run');
    t.after(() => {
      delete cache['/a-proxy.cjs'];
      delete cache['/a-getter.cjs'];
      delete cache['/an-es-module.js'];
    });
    const put = (path: string, exports: unknown): void => {
      cache[path] = { exports } as NodeJS.Module;
    };
    put('/a-proxy.cjs', new Proxy({}, { ownKeys: fail, get: fail }));
    put('/an-es-module.js', jobs);
    put('/a-getter.cjs', Object.defineProperty({}, 'x', { enumerable: true, get: fail }));

    assert.equal(found(jobs.double), undefined);
  });
});
