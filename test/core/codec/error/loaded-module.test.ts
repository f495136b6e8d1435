import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { exportsOfLoaded } from '#dist/core/codec/error/loaded-module.js';

const folder = mkdtempSync(join(tmpdir(), `manyhands-${process.pid}-loaded-`));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): { readonly file: string; readonly url: string } {
  const file = join(folder, name);
  writeFileSync(file, text);
  return { file, url: pathToFileURL(file).href };
}

describe('The exports of a loaded module', () => {
  it('are there for a CommonJS module', () => {
    const { file, url } = write('a.cjs', 'exports.A = 1;');
    assert.equal(exportsOfLoaded(url), undefined);

    const exports: unknown = createRequire(import.meta.url)(file);

    assert.deepEqual(exportsOfLoaded(url), { 'module.exports': exports });
  });

  it('are there for an ES module, where Node can tell', async () => {
    const { url } = write(
      'b.mjs',
      'export class B extends Error {} export const f = () => B; f();',
    );
    const { B } = (await import(url)) as { readonly B: object };

    const found = exportsOfLoaded(url) as { 'module.exports': { B: object } } | undefined;

    if (process.features.require_module) assert.equal(found?.['module.exports'].B, B);
    else assert.equal(found, undefined);
  });

  it('are not there for a module that is not loaded, which stays so', () => {
    const { url } = write('c.mjs', 'globalThis.hasRunOnlyToLook = true;');
    const { url: bare } = write('c.cjs', 'globalThis.hasRunOnlyToLook = true;');

    assert.deepEqual(
      [url, bare, `${url}?query`, 'data:text/javascript,0', 'file:///no/such/file.js'].map(
        exportsOfLoaded,
      ),
      [undefined, undefined, undefined, undefined, undefined],
    );
    assert.equal(Reflect.get(globalThis, 'hasRunOnlyToLook'), undefined);
  });
});
