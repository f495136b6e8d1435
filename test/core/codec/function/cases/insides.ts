/** Captured objects with an inside of the language, their subclasses, and what has been hung on them. */
import assert from 'node:assert/strict';
import { type FunctionCase, makeFunction } from './case.js';

/** `v` is captured by the function after the arrow, which is `() => …`. */
const CASES: readonly (readonly [title: string, make: string, look: string, result: unknown])[] = [
  ['a Date with a property', 'Object.assign(new Date(5), { a: () => 1 })', '[v.getTime(), v.a()]', [5, 1]],
  ['a RegExp with a property, in use', 'Object.assign(/a/g, { lastIndex: 1, a: [1] })', '[v.lastIndex, v.a, v.test("ba")]', [1, [1], true]],
  ['a Map with a method of its own', 'Object.assign(new Map([[1, 2]]), { first() { return this.get(1); } })', 'v.first()', 2],
  ['an error with a function', 'Object.assign(new TypeError("x"), { retry: () => 5 })', '[v instanceof TypeError, v.message, v.retry()]', [true, 'x', 5]],
  ['a boxed text with properties', 'Object.assign(new String("ab"), { a: () => 1 })', '[v.length, v + "c", v.a(), Object.keys(v)]', [2, 'abc', 1, ['0', '1', 'a']]],
  ['a boxed number, frozen', 'Object.freeze(Object.assign(new Number(5), { a: 1 }))', '[v + 1, v.a, Object.isFrozen(v)]', [6, 1, true]],
  ['a boxed symbol that all know', 'Object(Symbol.iterator)', '[typeof v, v == Symbol.iterator]', ['object', true]],
  ['a frozen Date and Map', 'Object.freeze([Object.freeze(new Date(5)), Object.freeze(new Map())])', 'v.map(Object.isFrozen)', [true, true]],
  ['an array with a function', 'Object.assign([1, , 3], { last() { return this.at(-1); } })', '[v.last(), 1 in v, v.length]', [3, false, 3]],
  ['a long array with an instance', 'Object.assign(new Array(3000).fill(1), { of: new (class P { m() { return 2; } })() })', '[v.of.m(), v.length, v[2999]]', [2, 3000, 1]],
  ['an array with an accessor in its middle', 'Object.defineProperty([1, 2, 3], 1, { get() { return this.length; } })', '[...v]', [1, 3, 3]],
  ['a subclass of Date', 'new (class Day extends Date { of = 1; day() { return this.getTime() / 864e5; } })(864e5)', '[v.day(), v.of, v.constructor.name]', [1, 1, 'Day']],
  ['a subclass of RegExp', 'new (class R extends RegExp { count(s) { return s.match(this).length; } })("a", "g")', 'v.count("aba")', 2],
  ['a subclass of a typed array', 'new (class V extends Float64Array { constructor(x, y) { super(2); this.set([x, y]); } get size() { return Math.hypot(...this); } })(3, 4)', '[v.size, v.length, v.constructor.name]', [5, 2, 'V']],
  ['a subclass of Map with a field', 'new (class M extends Map { hits = 3; top() { return this.get("a"); } })([["a", 1]])', '[v.top(), v.hits]', [1, 3]],
  ['a subclass of Set', 'new (class S extends Set { all() { return [...this]; } })([1, 2])', 'v.all()', [1, 2]],
  ['a subclass of Array', 'new (class L extends Array { top() { return this.at(-1); } })(1, 2, 3)', '[v.top(), v.length, v.map((x) => x).constructor.name]', [3, 3, 'L']],
  ['a subclass of Error', 'new (class E extends RangeError { constructor(code) { super("far"); this.code = code; } get text() { return this.message + this.code; } })(7)', '[v.text, v instanceof RangeError, v.name]', ['far7', true, 'RangeError']],
  ['a subclass of String', 'new (class T extends String { twice() { return this + this; } })("ab")', 'v.twice()', 'abab'],
  ['a subclass of URL', 'new (class Page extends URL { visits = 2; get key() { return this.host + this.visits; } })("https://a.example/")', '[v.key, v.href]', ['a.example2', 'https://a.example/']],
  ['a subclass with private fields that says how it travels', `new (class C extends Map { #n = 5; get n() { return this.#n; } static make(n) { const c = new C(); c.#n = n; return c; }
    [Symbol.for('manyhands.serialize')]() { return this.#n; } static [Symbol.for('manyhands.revive')](n) { return C.make(n + 1); } })()`, 'v.n', 6],
  ['a DOMException', 'new DOMException("late", "TimeoutError")', '[v.name, v.message, v.code, v instanceof DOMException]', ['TimeoutError', 'late', 23, true]],
  ['a view: its memory is its own', 'new Float32Array(new ArrayBuffer(64), 16, 2)', '[v.byteOffset, v.buffer.byteLength]', [0, 8]],
  ['a small Buffer: its memory is its own', 'Buffer.from("ab")', '[Buffer.isBuffer(v), v.toString("utf8"), v.byteOffset, v.buffer.byteLength]', [true, 'ab', 0, 2]],
  ['views of one buffer', '(b => [new Uint8Array(b), new Uint8Array(b, 4, 2), b])(new ArrayBuffer(8))', '(v[1][0] = 5, [v[0][4], v[1].byteOffset, v[0].buffer === v[1].buffer, v[2] === v[0].buffer])', [5, 4, true, true]],
  ['a view among other data', '({ name: "a", list: [{ of: Uint8Array.of(1, 2) }] })', '[v.name, ...v.list[0].of, v.list[0].of.buffer.byteLength]', ['a', 1, 2, 2]],
  ['a view with properties', 'Object.assign(new Uint8Array(3000), { a: () => 1 })', '[v.length, v.a()]', [3000, 1]],
  ['a buffer that can be resized, with a view that grows', '(b => [new Uint8Array(b), b])(new ArrayBuffer(4, { maxByteLength: 8 }))', '(v[1].resize(6), [v[0].length, v[1].maxByteLength])', [6, 8]],
]; // biome-ignore format: a table

export const insides: readonly FunctionCase[] = CASES.map(([title, make, look, result]) => ({
  title,
  check: async (roundTrip) => {
    const fn = makeFunction<() => () => unknown>(`const v = ${make}; return () => ${look}`)();
    assert.deepEqual(await roundTrip(fn), result);
  },
}));
