import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { readFunctionText } from '#dist/core/codec/function/source/function-text.js';
import {
  listChildren,
  parseScript,
  type SyntaxNode,
} from '#dist/core/codec/function/source/parser.js';
import { readSimpleFunction } from '#dist/core/codec/function/source/simple-function.js';
import { fc } from '../../../../property.ts';
import { randomFunction } from './random-function.ts';

/** Each function with the names that it takes from outside. */
const READ: readonly (readonly [text: string, free: string])[] = [
  ['x => x * 2', ''],
  ['(x) => x + y', 'y'],
  ['() => ({ a, b: c, "d": e, [f]: 1, ...g })', 'a c e f g'],
  ['async (x) => await f(x)', 'f'],
  ['async function () { for await (const x of xs) f(x); }', 'f xs'],
  ['function f(n) { return n < 2 ? n : f(n - 1) }', ''],
  ['(a = b, { c, d: e = c, ...rest } = {}, [g, , ...h] = [], ...i) => [a, c, d, e, rest, g, h, i]', 'b d'],
  ['function f(a = x) { var x; return a; }', 'x'],
  ['() => { { let x = 1; } return x; }', 'x'],
  ['() => { { var x = 1; } return x; }', ''],
  ['() => { f(); function f() {} }', ''],
  ['() => { f(); async function f() {} }', ''],
  ['() => { const g = function f() {}; return f; }', 'f'],
  ['() => { for (let i = 0; i < 3; i++); return i; }', 'i'],
  ['() => { for (var i = 0; i < 3; i++); return i; }', ''],
  ['() => { for (const k in o) f(k); for (x of y) f(x); return k; }', 'f k o x y'],
  ['() => { try { f() } catch ({ message }) { return message } finally { message } }', 'f message'],
  ['() => { try { f() } catch { return 1 } }', 'f'],
  ['(x) => { switch (x) { case y: let z = 1; return z; default: return w } }', 'w y'],
  ['() => { do { a } while (b); while (c) d; if (e) f; else g }', 'a b c d e f g'],
  ['() => { const f = () => x; let x = 1; return f; }', ''],
  ['() => [a.b?.c?.[d]?.(e).f, g`h${i}j`]', 'a d e g i'],
  ['() => `a${`b${c}`}${{ d }.e}`', 'c d'],
  ['() => { /* } */ return "}" + \'\\\'}\' // }\n}', ''],
  ['() => x\n/ y / z', 'x y z'],
  ['() => { if (a) /b{/.test(c); return (d) / e }', 'a c d e'],
  ['() => [/[/}]\\//g, 1 / a, b[0] / 2, `c` / 3]', 'a b'],
  ['() => { const f = () => {}\n[a].b }', 'a'],
  ['() => { let a\nb = a\nc(b) }', 'b c'],
  ['() => { return\na }', 'a'],
  ['(x) => { for (;;) { if (x) break\nelse continue } }', ''],
  ['() => new Map([[1, new a.B()]])', 'Map a'],
  ['() => ({ if: 1, class: 2 }).if.class.this', ''],
  ['(x) => void typeof delete x.y', ''],
  ['() => { [a, b] = [b, c]; ({ d, e: f.g = h } = i) }', 'a b c d f h i'],
  ['() => 1_000n + 0xff + .5e-3 + 1..f', ''],
  ['() => (a, b) => c => a + b + c + d', 'd'],
  ['() => a ? (b) => b : async c => c', 'a'],
  ['() => get + set + async_', 'async_ get set'],
]; // biome-ignore format: one row

const REFUSED: readonly string[] = [
  'class {}',
  'function* f() {}',
  'async function* f() {}',
  'f() {}',
  'get f() {}',
  'async f() {}',
  '() => this',
  '() => arguments',
  'function () { return new.target }',
  '() => super.x',
  '() => import("x")',
  '() => import.meta',
  '() => eval("x")',
  'function () { with (x) y }',
  '() => class {}',
  '() => ({ f() {} })',
  '() => ({ get f() { return 1 } })',
  '() => ({ async f() {} })',
  '() => { a: for (;;) break a }',
  '() => { { function f() {} } }',
  '() => { function* f() {} }',
  'function f() { f = 1 }',
  'function f() { return f }',
  '() => \\u0061',
  '() => ä',
  '(x) => #y in x',
  '() => { {}\n/a/.test(b) }',
  '(x) => x++ / 2',
  '() => await',
  '() => yield',
  '() => { let async = 1 }',
  '() => { debugger }',
  `() => ${'('.repeat(500)}1${')'.repeat(500)}`,
  `() => '${' '.repeat(20_000)}'`,
];

function freeNames(text: string): string | undefined {
  const read = readSimpleFunction(text);
  return read === undefined ? undefined : [...read.free].sort().join(' ');
}

/** What the parser says, with what can hold a function to its place. */
function parsedNames(text: string, isStrict: boolean): string {
  const { names } = readFunctionText(text, isStrict);
  const held = names.hasDirectEval || names.assignsOwnName || names.importMetas.length > 0;
  return [...names.free.keys(), ...names.outer, ...(held ? ['held'] : [])].sort().join(' ');
}

describe('A function without a parser', () => {
  for (const [text, free] of READ)
    it(`is read: ${text}`, () => {
      assert.equal(freeNames(text), free);
      assert.equal(parsedNames(text, true), free);
    });

  for (const text of REFUSED)
    it(`is left to it: ${text.slice(0, 60)}`, () => assert.equal(freeNames(text), undefined));

  it('says what it is called, and whether it is asynchronous', () => {
    const read = ['function f() {}', 'async function g() {}', 'function () {}', 'async () => 1', 'async => 1'].map(readSimpleFunction); // biome-ignore format: one row

    assert.deepEqual(read.map((one) => one?.ownName), ['f', 'g', undefined, undefined, undefined]); // biome-ignore format: one row
    assert.deepEqual(read.map((one) => one?.isAsync), [false, true, false, true, undefined]); // biome-ignore format: one row
  });

  it('takes from outside what the parser says, in real code', () => {
    const require = createRequire(import.meta.url);
    const packages = ['acorn', 'es-module-lexer', 'fast-check', 'fflate', 'terser'];
    const texts = packages.flatMap((name) => functionsOf(require.resolve(name)));

    const read = texts.filter((text) => readSimpleFunction(text) !== undefined);

    assert.ok(read.length > 200, `only ${read.length} of ${texts.length} are read`);
    for (const text of read) assert.equal(freeNames(text), parsedNames(text, false), text);
  });

  it('takes from outside what the parser says, in random code', () => {
    let count = 0;
    const isSame = fc.property(randomFunction, (text) => {
      const free = freeNames(text);
      if (free === undefined) return;
      count += 1;
      assert.equal(free, parsedNames(text, true), text);
    });

    fc.assert(isSame, { numRuns: 2000 });

    assert.ok(count > 1000, `only ${count} were read`);
  });
});

/** The texts of all functions in a file. */
function functionsOf(path: string): string[] {
  const text = readFileSync(path, 'utf8');
  const texts: string[] = [];
  const visit = (node: SyntaxNode): void => {
    const isFunction = /^(FunctionDeclaration|ArrowFunctionExpression)$/.test(node.type);
    const own = text.slice(node.start, node.end);
    if (isFunction || (node.type === 'FunctionExpression' && /^(async )?function/.test(own)))
      texts.push(own);
    for (const child of listChildren(node)) visit(child);
  };
  visit(parseScript(text));
  return texts;
}
