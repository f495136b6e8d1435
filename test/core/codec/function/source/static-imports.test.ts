import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SourceFile } from '#dist/core/codec/function/source/source-file.js';
import { readStaticImports } from '#dist/core/codec/function/source/static-imports.js';

function importsOf(text: string): string[] {
  const file = new SourceFile('file:///app/main.mjs', true, text);
  return readStaticImports(file).map(({ url, names }) =>
    `${url} ${[...names].map(([local, name]) => `${local}=${name}`).join(' ')}`.trim(),
  );
}

describe('Static imports of files', () => {
  const READ: readonly (readonly [text: string, found: string])[] = [
    ["import { a, b as c } from './x.js';", 'file:///app/x.js a=a c=b'],
    ["import d, { type T, a } from '../x.js'", 'file:///x.js d=default a=a'],
    ["import * as all from './x.js'", 'file:///app/x.js all=*'],
    ["import d, * as all from './x.js'", 'file:///app/x.js d=default all=*'],
    ["import {\n  a,\n  b,\n} from './x.js' with { type: 'js' }", 'file:///app/x.js a=a b=b'],
    ['import{a}from"./x.js"', 'file:///app/x.js a=a'],
    ["import type { T } from './x.js'", 'file:///app/x.js'],
    ["export { a } from './x.js'", 'file:///app/x.js'],
    ["export * from './x.js'", 'file:///app/x.js'],
    ["import { a } from '/lib/x.js'", 'file:///lib/x.js a=a'],
    ["import { a } from 'file:///lib/x.js'", 'file:///lib/x.js a=a'],
  ];
  for (const [text, found] of READ)
    it(`are read: ${text}`, () => assert.deepEqual(importsOf(text), [found]));

  it('are none of packages, of what is only loaded, of what is computed, or in comments', () => {
    const texts = ["import a from 'b'", "import { a } from '#b'", "import { a } from 'node:fs'", "import './x.js'", "import('./x.js')", "// import a from './x.js'", "import a from './x.js?1'", "x = 'import a from'"]; // biome-ignore format: one row

    assert.deepEqual(texts.flatMap(importsOf), []);
  });

  it('say where they stand', () => {
    const text = "'use strict';\nimport { a } from './x.js';\na();";
    const [found] = readStaticImports(new SourceFile('file:///app/main.mjs', true, text));

    assert.equal(text.slice(found?.start, found?.end), "import { a } from './x.js'");
  });
});
