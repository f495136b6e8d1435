/** The kinds of objects that a program of `value-code.ts` is made of. */
import fc from 'fast-check';
import { BYTES } from './byte-steps.ts';
import { key, literal } from './literals.ts';
import type { Step } from './step.ts';

/** A literal, or an object made before. */
const part: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: literal.map(
      (text): Step =>
        () =>
          text,
    ),
  },
  {
    weight: 1,
    arbitrary: fc.nat(5).map(
      (back): Step =>
        (refer) =>
          refer(back),
    ),
  },
);

const parts = fc.array(part, { maxLength: 4, size: 'max' });
const entry = fc.tuple(key, part);

const object: fc.Arbitrary<Step> = fc.array(entry, { maxLength: 5, size: 'max' }).map(
  (entries): Step =>
    (refer) =>
      `({ ${entries.map(([k, v]) => `${k}: ${v(refer)}`).join(', ')} })`,
);

const array: fc.Arbitrary<Step> = fc
  .array(fc.option(part, { freq: 5, nil: undefined }), { maxLength: 5, size: 'max' })
  .map(
    (items): Step =>
      (refer) =>
        `[${items.map((item) => `${item?.(refer) ?? ''},`).join(' ')}]`,
  );

const list = (texts: readonly Step[], refer: Parameters<Step>[0]): string =>
  texts.map((one) => one(refer)).join(', ');

/** One part goes where the `…` is. */
const around = (...templates: string[]): fc.Arbitrary<Step> =>
  fc.tuple(fc.constantFrom(...templates), part).map(
    ([template, one]) =>
      (refer) =>
        template.replaceAll('…', () => one(refer)),
  );

const objects = around(
  '{ a: …, get b() { return …; } }',
  '(n => ({ a: …, get b() { return n++; } }))(0)',
  'Object.assign(Object.create(null), { a: …, b: 1 })',
  "Object.defineProperty({ a: … }, 'hidden', { value: 1 })",
  "Object.defineProperty({ a: … }, 'late', { enumerable: true, get: () => … })",
  "{ [Symbol('s')]: 1, a: … }",
  'Object.freeze({ a: … })',
  'new (class P { constructor() { this.a = …; } get g() { return 1; } m() {} #p = 1; })()',
  'new (class P extends class { b = … } { a = …; })()',
  'Object.create({ inherited: 1 }, { a: { value: …, enumerable: true } })',
  "Object.fromEntries(Array.from({ length: 40 }, (_, j) => ['k' + j, j === 7 ? … : j]))",
).map(
  (make): Step =>
    (refer) =>
      wrapped(make(refer)),
);

/** An object literal, in parentheses. */
function wrapped(text: string): string {
  return text.startsWith('{') ? `(${text})` : text;
}

const arrays = around(
  'Object.assign([1, …], { further: … })',
  "Object.assign([, …], { '-1': 1, b: 2 })",
  'new Array(5)',
  'Object.assign([…], { length: 3 })',
  'new (class L extends Array {})(1, …)',
  '(class L extends Array { constructor(a, b) { super(); this.push(a, b); } static from = null; }, [1, …])',
  'Array.from({ length: 20 }, (_, j) => j + i)',
  'Array.from({ length: 20 }, (_, j) => (j === 11 ? … : j / 2))',
  "Array.from({ length: 20 }, (_, j) => ({ a: j, b: 's' + j, c: j === 9 ? … : null }))",
  'Array.from({ length: 20 }, (_, j) => (j === 5 ? { a: …, b: 2 } : { b: j, a: 1 }))',
  "Array.from({ length: 20 }, (_, j) => ({ ['\\ud800']: j, ['\\ud801']: … }))",
  "Array.from({ length: 20 }, (_, j) => ({ ['\\ud800' + '\\udfff'.slice(j % 2)]: j, ['\\udc00']: 1 }))",
  'Array.from({ length: 20 }, (_, j) => (j % 3 ? [1, , …] : [j, 2]))',
  '[, [, 1, , …], [2, , 3]]',
  "Array.from({ length: 20 }, (_, j) => 's' + j)",
  'Array.from({ length: 20 }, (_, j) => [j, …])',
);

const collections = fc.oneof(
  parts.map(
    (values): Step =>
      (refer) =>
        `new Set([${list(values, refer)}])`,
  ),
  fc.array(fc.tuple(part, part), { maxLength: 3, size: 'max' }).map(
    (pairs): Step =>
      (refer) =>
        `new Map([${pairs.map(([k, v]) => `[${k(refer)}, ${v(refer)}]`).join(', ')}])`,
  ),
  around('new (class M extends Map {})([[1, …]])', 'new (class S extends Set {})([…])'),
  around('Object.assign(new Map([[1, 2]]), { further: … })'),
);

const small = around(
  ...['new Date(0)', 'new Date(NaN)', 'new Date(8.64e15)', 'new Date(i * 1e9 + 0.5)'],
  ...['new (class D extends Date {})(5)', '/a(b)?/gi', '/[/\\]\\u{1f600}]/u', "new RegExp('')"],
  ...['Object.assign(/x/g, { lastIndex: 3 })', 'Object.assign(new Date(1), { further: … })'],
  ...['new Number(-0)', "new String('\\ud800b')", 'new Boolean(false)', 'Object(2n ** 70n)'],
  ...["Object.assign(new String('ab'), { further: … })", 'Object.assign(new Number(1), { a: … })'],
);

const errors = around(
  "new Error('m')",
  "new RangeError('m', { cause: … })",
  "new AggregateError([…], 'm')",
  "Object.assign(new TypeError('\\u6f22'), { code: 'E', detail: … })",
  "Object.assign(new Error('m'), { name: 'Other' })",
  "Object.assign(new Error('m'), { name: 'SyntaxError' })",
  "new (class Own extends RangeError { code = 1 })('m')",
  "Object.defineProperty(new Error('m'), 'stack', { value: 'none' })",
  'Object.assign(new Error(), { message: 5 })',
);

/** What structured clone refuses. */
const refused = around(
  ...["Object(Symbol('s'))", '[() => 1]', "[Symbol('s')]", 'Promise.resolve(1)', 'new WeakMap()'],
  ...['(function* () {})()', "({ get a() { throw new Error('no'); } })", 'new Proxy({}, {})'],
  ...['(function () { return arguments; })(1, …)', '[][Symbol.iterator]()', 'new WeakRef({})'],
);

export const STEPS: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: object },
  { weight: 4, arbitrary: array },
  { weight: 4, arbitrary: objects },
  { weight: 4, arbitrary: arrays },
  { weight: 3, arbitrary: collections },
  { weight: 3, arbitrary: small },
  { weight: 6, arbitrary: BYTES },
  { weight: 2, arbitrary: errors },
  { weight: 1, arbitrary: refused },
);
