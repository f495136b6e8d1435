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

    assert.deepEqual(exportsOfLoaded(url), { exports });
  });

  it('are not there for a module that is not loaded, which stays so', () => {
    const { url } = write('c.mjs', 'globalThis.hasRunOnlyToLook = true;');
    const { url: bare } = write('c.cjs', 'globalThis.hasRunOnlyToLook = true;');

    assert.deepEqual(
      [url, bare, `${url}?query`, 'data:text/javascript,0', 'file:///no%2Fpath'].map(
        exportsOfLoaded,
      ),
      [undefined, undefined, undefined, undefined, undefined],
    );
    assert.equal(Reflect.get(globalThis, 'hasRunOnlyToLook'), undefined);
  });
});
