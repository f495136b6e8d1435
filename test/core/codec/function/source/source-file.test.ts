import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readSourceFile, SourceFile } from '#dist/core/codec/function/source/source-file.js';

const fileOf = (text: string): SourceFile => new SourceFile('file:///a.mjs', true, text);

describe('The file of a module', () => {
  let folder = '';
  before(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'manyhands-source-')));
  });
  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return pathToFileURL(join(folder, name)).href;
  };

  it('is read by the name that V8 has for it', () => {
    const url = write('a.mjs', 'a');
    const [module, script] = [readSourceFile(url), readSourceFile(join(folder, 'a.mjs'))];

    assert.deepEqual([module?.url, module?.isModule, module?.text], [url, true, 'a']);
    assert.deepEqual([script?.url, script?.isModule, script?.text], [url, false, 'a']);
  });

  it('is not read if it may not be what runs, or if its lines are counted in two ways', () => {
    const texts = ['\uFEFFa', 'a\rb', 'a\u2028b', 'eval ("var a")', 'with (a) b', `'${'a'.repeat(400_000)}'`]; // biome-ignore format: one row
    const urls = texts.map((text, index) => write(`odd-${index}.mjs`, text));
    symlinkSync(join(folder, 'odd-0.mjs'), join(folder, 'link.mjs'));
    const others = ['node:fs', '', 'a.mjs', `${write('b.mjs', '')}?1`, new URL('link.mjs', urls[0]).href, new URL('none.mjs', urls[0]).href]; // biome-ignore format: one row

    assert.deepEqual([...urls, ...others].filter(readSourceFile), []);
  });

  it('knows its lines', () => {
    const file = fileOf('a\n bc\r\n\nd');

    assert.deepEqual(file.placeOf(4), { line: 1, column: 2 });
    assert.equal(file.offsetOf({ line: 1, column: 2 }), 4);
    assert.equal(file.offsetOf({ line: 9, column: 0 }), -1);
    assert.equal(file.lineBefore(4), ' b');
    assert.equal(file.lineBefore(0), '');
  });

  it('has comments at the beginning of lines, which are no code', () => {
    const file = fileOf('// f\n  /* f\n f */ f(); /* g */ g');

    assert.equal(file.onlyPlaceOf('f'), file.text.indexOf('f();'));
    assert.equal(file.onlyPlaceOf('g'), undefined);
    assert.equal(file.onlyPlaceOf('h'), undefined);
    assert.equal(file.code.length, file.text.length);
  });
});

describe('A name in a file', () => {
  const USED = [
    'a.b; c.a; c?.a; a (1); new a; new a(1)',
    'x === a; x ?? a; x && a || a; x ? a : 1; return a; throw a; typeof a',
    'pool.map(a, b); pool.map(a); f(a); f(g(a)); f(a).b; [f(a)]',
    "$a; a$; aa; ba; 'b'",
    '// a\n/* const a */',
  ];
  const DECLARED = [
    'let a', 'const a = 1', 'var b, a', 'function a() {}', 'function* a() {}', 'class a {}',
    '(a) => 1', 'a => 1', '(b, a) => 1', '(...a) => 1', '({ a }) => 1', '({ b: a }) => 1', '([a]) => 1',
    'function f(a) {}', 'async (a) => 1', 'async a => 1', 'f(a => 1)', 'x.map(a => 1)', 'return a => 1', 'x ? a => 1 : 0',
    'import a from "b"', 'import { a } from "b"', 'import * as a from "b"', 'catch (a) {}', 'for (const a of b);',
    'let a\n(b)', 'f(a) {}', 'f(a)\n{}', '\\u0061', 'a = 1', 'enum a {}', 'f(a): void {}', 'namespace a.b {}'.replace('a.b', 'a'),
  ]; // biome-ignore format: a list of words

  it('is no declaration where only a value can stand', () => {
    assert.deepEqual(USED.filter((text) => fileOf(text).mayDeclare('a')), []); // biome-ignore format: one row
  });

  it('may be one everywhere else', () => {
    assert.deepEqual(DECLARED.filter((text) => !fileOf(text).mayDeclare('a')), []); // biome-ignore format: one row
  });

  it('is not looked at where that is known', () => {
    const file = fileOf('import { $a } from "b"; f($a, 1)');
    const at = file.text.lastIndexOf('$a');

    assert.equal(file.mayDeclare('$a', [0, 22], [at, at + 2]), false);
    assert.equal(file.mayDeclare('$a', [at, at + 2]), true);
  });
});
