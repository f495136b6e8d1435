/** A random function with its surroundings, as the text of a program. */
import fc from 'fast-check';
import { expression, pattern, statement } from './syntax.ts';

export interface Program {
  /** `'use strict'` or not. */
  readonly isStrict: boolean;
  readonly isAsync: boolean;
  /** Declarations of the names round `main`; `let b` comes after the functions that use it. */
  readonly data: Readonly<Record<'a' | 'b' | 'c' | 'd', string>>;
  readonly code: Readonly<Record<'f' | 'g' | 'K', string>>;
  /** Where the function stands: in a loop, a block, a parameter list … */
  readonly place: string;
  readonly parameters: string;
  readonly body: string;
}

const PLACES = [
  '…',
  '{ const d = 5; … }',
  'for (const d of [7]) { … }',
  'for (let d = 1; d < 2; d++) { … }',
  '(function (a, { d } = { d: 8 }) { … })(9);',
  'try { throw 6; } catch (d) { … }',
  'switch (1) { case 1: let d = 4; … }',
  '((d, b = () => d) => { … })(3);',
] as const;

const data = fc.constantFrom(
  '1',
  "'text'",
  '[1, [2]]',
  '{ a: 1, x: 2, d: 3 }',
  '0',
  'null',
  '-0',
  '3n',
);

const functions = fc.oneof(
  fc
    .tuple(pattern, statement, expression)
    .map(([p, s, e]) => `function (${p}) { tick(); ${s} return ${e}; }`),
  fc.tuple(pattern, expression).map(([p, e]) => `(${p}) => (tick(), ${e})`),
  fc.tuple(pattern, expression).map(([p, e]) => `(({ m(${p}) { tick(); return ${e}; } }).m)`),
  expression.map((e) => `function* (a) { tick(); yield ${e}; }`),
);

const classes = fc.oneof(
  fc.constant('class { constructor(a) { this.a = a; } }'),
  fc
    .tuple(expression, expression)
    .map(
      ([e, v]) =>
        `class K { d = ${e}; constructor(a) { tick(); this.a = a; } static x() { return ${v}; } }`,
    ),
);

export const program: fc.Arbitrary<Program> = fc.record({
  isStrict: fc.boolean(),
  isAsync: fc.boolean(),
  data: fc.record({ a: data, b: data, c: data, d: data }),
  code: fc.record({ f: functions, g: functions, K: classes }),
  place: fc.constantFrom(...PLACES),
  parameters: pattern,
  body: fc
    .array(statement, { minLength: 1, maxLength: 4, size: 'max' })
    .map((all) => all.join('\n')),
});

/** Statements that declare all that is round `main`, and call `take(main)`. */
export function textOf(
  { isStrict, isAsync, data: { a, b, c, d }, code, place, parameters, body }: Program,
  nonce: string,
): string {
  const main = `${isAsync ? 'async ' : ''}function main(${parameters}) {
const out = [];
const see = (value) => { out.push(show(value)); };
tick();
try { ${body.split('\n').join(' } catch (e) { see(String(e)); }\ntry { ')} } catch (e) { see(String(e)); }
return out; // ${nonce}
}`;
  return `${isStrict ? "'use strict';\n" : ''}let left = 60;
const tick = () => { if (--left < 0) throw new RangeError('out of ticks'); return true; };
const a = ${a};
let b = ${b};
var c = ${c};
let d = ${d};
let x = 0, y = 0;
const f = ${code.f};
let g = ${code.g};
const K = ${code.K};
const keep = () => [a, b, c, d, x, y, f, g, K];
${place.replace('…', () => `\n${main}\ntake(main);\n`)}`;
}
