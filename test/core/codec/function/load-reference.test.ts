import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FunctionPayload } from '#dist/core/base/payload.js';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import { loadReference, readExport } from '#dist/core/codec/function/load-reference.js';
import { task } from '#dist/core/codec/function/task.js';
import { hashText } from '#dist/core/codec/function/text-hash.js';
import { api, double } from './fixtures/jobs.js';

const jobs = new URL('./fixtures/jobs.js', import.meta.url);
const common = new URL('./fixtures/common.cjs', import.meta.url);

function referenceTo(module: URL, name: string, textLength?: number): FunctionPayload {
  return {
    id: name,
    name,
    body: { kind: 'reference', module: module.href, path: [name], commonJs: false, textLength },
  };
}

function load(module: URL, path: readonly string[], more: object = {}): Promise<unknown> {
  return loadReference({ kind: 'reference', module: module.href, path, commonJs: false, ...more });
}

describe('A reference', () => {
  it('leads to an export, or to a member of one', async () => {
    const loaded = [await load(jobs, ['double']), await load(jobs, ['api', 'images', 'resize'])];

    assert.deepEqual(loaded, [double, api.images.resize]);
  });

  it('leads into CommonJS, by `require` and by `import`', async () => {
    const required = await load(common, ['addLocal'], { commonJs: true });
    const imported = await load(common, ['addLocal']);

    assert.equal(typeof required, 'function');
    assert.equal(imported, required);
  });

  it('leads to what a promise brings', async () => {
    const url = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);
    const brought = await load(url('export default Promise.resolve((x) => 2 * x)'), ['default']);

    assert.equal((brought as (x: number) => number)(21), 42);
    await assert.rejects(load(url('export default Promise.resolve(7)'), ['default']), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /is not a function in the worker\n {2}because it is a Promise of something else/,
    });
    await assert.rejects(load(url('export default Promise.reject(new Error("no"))'), ['default']), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: /it is a Promise that was rejected with Error: no$/,
    });
    await assert.rejects(load(url('export const limit = 7'), ['limit']), {
      message: /because it is of type number\n {2}→ export a function/,
    });
  });

  it('is followed if the text is the one at home', async () => {
    const text = String(double);

    const loaded = await load(jobs, ['double'], {
      textLength: text.length,
      textHash: hashText(text),
    });

    assert.equal(loaded, double);
  });

  it('is not followed to another text of the same length', async () => {
    const version = { textLength: String(double).length, textHash: 1 };

    await assert.rejects(load(jobs, ['double'], version), /is not the same function in the worker/);
  });
});

describe('A reference that the worker cannot follow is an error', () => {
  it('when there is no such module', async () => {
    const missing = new URL('./fixtures/missing.js', import.meta.url);

    await assert.rejects(decodeFunction(referenceTo(missing, 'f')), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message:
        /^cannot load 'f' in the worker: file:.*missing\.js fails with Error: Cannot find module/,
    });
  });

  it('when the module throws', async () => {
    const broken = new URL('./fixtures/broken.js', import.meta.url);

    await assert.rejects(decodeFunction(referenceTo(broken, 'f')), {
      message: `cannot load 'f' in the worker: ${broken.href} fails with TypeError: this module cannot load`,
    });
  });

  it('when the module has no such export', async () => {
    const payload = encodeFunction(
      task(new URL('./fixtures/default-named.js', import.meta.url), 'nothing'),
    );

    await assert.rejects(decodeFunction(payload), {
      message:
        `'nothing' of ${new URL('./fixtures/default-named.js', import.meta.url).href} is not a function in the worker\n` +
        "  because the module exports 'default'\n" +
        '  → export it from there, or pass the function itself to the pool',
    });
  });

  it('when the export is another function than at home', async () => {
    await assert.rejects(decodeFunction(referenceTo(jobs, 'double', 7)), {
      message:
        `'double' of ${jobs.href} is not the same function in the worker\n` +
        '  because the module on disk, or the loader that reads it, has changed since this program loaded it\n' +
        '  → start the program again, or deploy the same version to the host',
    });
  });
});

describe('An export', () => {
  it('is a member of the namespace, or of its default', () => {
    const namespace = { a: 1, default: { a: 2, b: 3 } };

    assert.deepEqual([readExport(namespace, 'a'), readExport(namespace, 'b')], [1, 3]);
    assert.equal(readExport({ default: null }, 'a'), undefined);
  });
});
