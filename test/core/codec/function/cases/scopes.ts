/** What the language says of names and of strict code, which a function keeps wherever it runs. */
import assert from 'node:assert/strict';
import { type FunctionCase, makeFunction } from './case.js';

const CONSTANT = 'Assignment to constant variable.';
const TYPE_OF_THIS = 'function () { return typeof this; }';

/** The function that the text returns, and what it returns in turn. */
const CASES: readonly (readonly [title: string, text: string, result: unknown])[] = [
  ['a constant stays one', 'const a = 7; return () => { try { a = 8; } catch (e) { return [e.message, a]; } };', [CONSTANT, 7]],
  [
    'a constant beside a variable that changes',
    'const a = { x: 1 }; let n = 0; return () => { try { n += 5; a++; } catch (e) { return [e.message, a.x, n]; } };',
    [CONSTANT, 1, 5],
  ],
  [
    'a constant that a class needs for a key',
    "const k = 'm'; const K = class { [k]() { try { k = 1; } catch (e) { return [e.message, k]; } } }; return () => new K().m();",
    [CONSTANT, 'm'],
  ],
  ['the variable of a loop that is constant', 'for (const d of [7]) return () => { try { d = 1; } catch (e) { return [e.message, d]; } };', [CONSTANT, 7]],
  ['a default of a parameter and a var of one name', 'let d = 1; return function (x = d) { var d = 2; return x; };', 1],
  ['a strict function of a strict function', `'use strict'; return ${TYPE_OF_THIS};`, 'undefined'],
  ['a sloppy function of a sloppy function', `return ${TYPE_OF_THIS};`, 'object'],
  ['a strict async function', `'use strict'; return async ${TYPE_OF_THIS};`, 'undefined'],
  ['a sloppy async function', `return async ${TYPE_OF_THIS};`, 'object'],
  ['an arrow function around a strict function', `'use strict'; return () => (${TYPE_OF_THIS})();`, 'undefined'],
  ['an arrow function around a sloppy function', `return () => (${TYPE_OF_THIS})();`, 'object'],
  ['a method of a class in a sloppy script', 'class K { m() { return typeof this; } } return K.prototype.m;', 'undefined'],
  ['a method of an object in a sloppy script', 'return ({ m() { return typeof this; } }).m;', 'object'],
  ['an arrow function in a field of a class', `return new (class { f = () => (${TYPE_OF_THIS})(); })().f;`, 'undefined'],
  ['an indirect eval in a strict function', `'use strict'; return () => (0, eval)("(${TYPE_OF_THIS})()");`, 'object'],
  ['a sloppy function that assigns to a captured variable', 'let x = 0; return function () { x += 1; return typeof this; };', 'object'],
  ['a strict function that assigns to a captured variable', "'use strict'; let x = 0; return function () { x += 1; return typeof this; };", 'undefined'],
  [
    'a function in a block hides a variable, in sloppy code',
    'let d = Promise.resolve(); const keep = () => d; return function () { { function d() {} } return typeof d; };',
    'function',
  ],
  ['a function in a block is no more than that, in strict code', "'use strict'; let d = 5; return () => { { function d() {} } return typeof d; };", 'number'],
  ['a function that puts another one in its place', 'function once() { once = () => 2; return 1; } return () => [once(), once()];', [1, 2]],
  ['a strict function that puts a value in its place', "'use strict'; function once() { once = 2; return once; } return once;", 2],
  ['a function that is known under another name', "'use strict'; const e = () => 'other'; const keep = () => e; const f = function e(n) { return n > 0 ? [n].map((x) => e(x - 1)) : keep()(); }; return () => f(2);", [['other']]],
  ['its own name is a constant, whatever is called so outside', "'use strict'; let e = 1; const f = function e() { try { e = 2; } catch (x) { return [x.message, typeof e]; } }; return () => [...f(), e];", [CONSTANT, 'function', 1]],
  ['its own name is a constant, also where a variable of that name holds it', 'let f = function f() { f = 1; return typeof f; }; return f;', 'function'],
  ['a function whose variable holds a wrapped one by now', "function f(n) { return n > 0 ? [n, f(n - 1)] : 'end'; } const old = f; f = (n) => ['wrapped', old(n)]; return () => old(1);", [1, ['wrapped', 'end']]],
  ['the code of eval, if it is written there', "const a = 2; return () => eval('var b = a + 1; b');", 3],
  ['a require of somebody else', "const load = process.getBuiltinModule('node:module').createRequire(process.cwd() + '/'); return () => load('node:path').posix.join('a', 'b');", 'a/b'],
  [
    'a class that has its name from a variable',
    'const K = class {}; return () => { try { K(); } catch (e) { return e.message; } };',
    "Class constructor K cannot be invoked without 'new'",
  ],
]; // biome-ignore format: a table

export const scopes: readonly FunctionCase[] = CASES.map(([title, text, result]) => ({
  title,
  check: async (roundTrip) => {
    const fn = makeFunction<() => () => unknown>(text)();
    assert.deepEqual(await roundTrip(fn), result);
  },
}));
