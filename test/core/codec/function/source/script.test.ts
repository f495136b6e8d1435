import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import vm from 'node:vm';
import { readFunctionText } from '#dist/core/codec/function/source/function-text.js';
import { inspectFunction } from '#dist/core/codec/function/source/inspector.js';
import { Script } from '#dist/core/codec/function/source/script.js';
import { double } from '../fixtures/jobs.js';

const jobs = new URL('../fixtures/jobs.js', import.meta.url).href;

function scriptOf(fn: object): Script {
  const text = Function.prototype.toString.call(fn);
  const inspected = inspectFunction(fn);
  assert.ok(inspected);
  return new Script(inspected, text, () => readFunctionText(text).anchor);
}

/** A function of a script that no file holds. */
function run(text: string): object {
  return new vm.Script(text, { filename: 'made.js' }).runInThisContext() as object;
}

describe('The script of a function', () => {
  it('is its module, whose text is known', () => {
    const script = scriptOf(double);

    assert.deepEqual([script.url, script.isModule, script.canBeLoaded()], [jobs, true, true]);
    assert.ok(script.loadedText()?.exports.some(({ name }) => name === 'double'));
    assert.equal(script.unchangedText(), script.fileText());
  });

  it('is a CommonJS file', () => {
    const exports = createRequire(import.meta.url)('../fixtures/common.cjs') as Record<
      string,
      object
    >;

    const script = scriptOf(exports.addLocal ?? {});

    assert.deepEqual([script.isModule, script.canBeLoaded()], [false, true]);
  });

  it('can be loaded by nobody if no file has its text', () => {
    const script = scriptOf(run('(() => 1)'));

    assert.deepEqual([script.url, script.canBeLoaded()], ['made.js', false]);
    assert.deepEqual([script.fileText(), script.unchangedText()], [undefined, undefined]);
    assert.equal(script.loadedText()?.text, '(() => 1)');
  });
});

describe('The beginning of a function in its script', () => {
  const TEXTS: readonly (readonly [text: string, line: number, column: number])[] = [
    ['1;\n  (function f(a) { return a; })', 1, 3],
    ['\n\n [(a) => a][0]', 2, 2],
    ['({ async *m(a) {} }).m', 0, 3],
    ['(class A { x = 1; constructor(a) {} })', 0, 1],
    ['({\n get x() { return 1; } }, Object.getOwnPropertyDescriptor({ get x() { return 2; } }, "x").get)', 1, 60], // biome-ignore format: one row
  ];
  for (const [text, line, column] of TEXTS) {
    it(`is found from where V8 counts: ${text.trim()}`, () => {
      const script = scriptOf(run(text));

      assert.deepEqual([script.line, script.column], [line, column]);
    });
  }

  it('is a place as stacks show it', () => {
    assert.equal(scriptOf(run('\n(() => 1)')).place, 'made.js:2:2');
    assert.match(scriptOf(() => 1).place, /^file:.*\/script\.test\.ts:\d+:\d+$/);
  });

  it('tells what stands before it, and whether it begins behind a place', () => {
    const script = scriptOf(double);
    const text = script.fileText()?.text ?? '';
    const exported = text.indexOf('export function double');

    assert.equal(script.lineBefore(), 'export ');
    assert.deepEqual(
      [script.beginsAfter(exported + 'export'.length), script.beginsAfter(exported)],
      [true, false],
    );
  });
});

describe('Strict code', () => {
  it('is every module, and no sloppy script', () => {
    const [sloppy, arrow] = ['(function () {})', '(() => 1)'].map(run) as [object, object];

    assert.equal(scriptOf(double).isStrict(double), true);
    assert.deepEqual([scriptOf(sloppy).isStrict(sloppy), scriptOf(arrow).isStrict(arrow)], [false, false]); // biome-ignore format: one row
  });

  it('is told by what is around a function that has no `arguments` of its own', () => {
    const strictness = [
      "'use strict'; (async function () { return this; })",
      '(async function () { return this; })',
      '(class { static m() { return this; } }).m',
      '({ m() { return this; } }).m',
      "(() => { 'use strict'; return () => (function () { return this; })(); })()",
    ].map((text) => {
      const fn = run(text);
      return scriptOf(fn).isStrict(fn);
    });

    assert.deepEqual(strictness, [true, false, true, false, true]);
  });
});

describe('A constant', () => {
  it('is known by its declaration in what runs', () => {
    const fn = run('{ const a = 1; let b = 2; () => { a = b = 3; } }');

    assert.deepEqual(
      ['a', 'b'].map((name) => scriptOf(fn).isConstant(fn, name)),
      [true, false],
    );
  });
});
