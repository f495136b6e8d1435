import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findOrigin } from '#dist/core/codec/function/origins.js';
import {
  loadCommonJs,
  loadImport,
  makeModuleMeta,
} from '#dist/core/codec/function/rebuild/load-module.js';
import * as jobs from '../fixtures/jobs.js';

const referrer = new URL('../any.js', import.meta.url).href;
const require = createRequire(import.meta.url);

function importNode(specifier: string, name: string, attributes: Record<string, string> = {}) {
  return { kind: 'import', specifier, name, attributes, referrer } as const;
}

describe('An import', () => {
  it('is what the module exports, loaded from where it is used', async () => {
    const loaded = [
      await loadImport(importNode('./fixtures/jobs.js', 'double')),
      await loadImport(importNode('./fixtures/jobs.js', '*')),
      await loadImport(importNode('./fixtures/default-arrow.js', 'default')),
    ];

    assert.deepEqual(loaded.slice(0, 2), [jobs.double, jobs]);
    assert.equal(typeof loaded[2], 'function');
  });

  it('of a namespace can be sent on by its origin', async () => {
    const node = importNode('./fixtures/jobs.js', '*');

    const namespace = (await loadImport(node)) as object;

    assert.equal(findOrigin(namespace), node);
  });

  it('has the attributes that it was written with', async () => {
    const url = new URL('../../../../../../package.json', import.meta.url).href;

    const loaded = await loadImport(importNode(url, 'default', { type: 'json' }));

    assert.equal((loaded as { name?: string }).name, 'manyhands');
  });

  it('that fails says who wanted what', async () => {
    await assert.rejects(loadImport(importNode('./fixtures/broken.js', 'f')), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: `cannot import './fixtures/broken.js' in the worker, as ${referrer} does: TypeError: this module cannot load`,
    });
  });
});

describe('A CommonJS module', () => {
  it('is required', () => {
    const file = fileURLToPath(new URL('../fixtures/common.cjs', import.meta.url));

    assert.equal(loadCommonJs({ kind: 'commonjs', file }), require(file));
  });

  it('that is missing is an error that names it', () => {
    const file = '/nowhere/missing.cjs';

    assert.throws(() => loadCommonJs({ kind: 'commonjs', file }), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /^cannot require '\/nowhere\/missing\.cjs' in the worker: Error: Cannot find module/,
    });
  });
});

describe('What belongs to a module', () => {
  const make = (what: 'meta' | 'require' | 'import', from = referrer): unknown =>
    makeModuleMeta({ kind: 'module-meta', what, referrer: from });

  it('is its `import.meta`', () => {
    const meta = make('meta') as ImportMeta;

    assert.deepEqual(
      [meta.url, meta.filename, meta.dirname],
      [referrer, fileURLToPath(referrer), fileURLToPath(new URL('.', referrer)).slice(0, -1)],
    );
    assert.deepEqual(
      ['./x.js', 'file:///y.js', 'acorn'].map((one) => meta.resolve(one)),
      [new URL('./x.js', referrer).href, 'file:///y.js', new URL(`file://${require.resolve('acorn')}`).href], // biome-ignore format: one row
    );
  });

  it('is its `require` and its `import()`', async () => {
    const [requireThere, importThere] = [make('require'), make('import')] as [NodeJS.Require, (url: string) => Promise<object>]; // biome-ignore format: one row

    assert.equal(requireThere('./fixtures/common.cjs'), require('../fixtures/common.cjs'));
    assert.deepEqual(await importThere('./fixtures/jobs.js'), jobs);
  });

  it('can be sent on by its origin', () => {
    const node = { kind: 'module-meta', what: 'require', referrer } as const;

    assert.equal(findOrigin(makeModuleMeta(node) as object), node);
  });

  it('is relative to the working directory where there is no file', () => {
    const meta = make('meta', '') as ImportMeta;

    assert.equal(meta.url, pathToFileURL(join(process.cwd(), '[eval]')).href);
  });
});
