/**
 * Programs that describe their functions twice: by the texts of files, then with the inspector. Whatever the first says, the second
 * has to say as well.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GLOBALS } from '#dist/core/codec/function/capture/describe-by-text.js';
import { isStandardGlobal } from '#dist/core/codec/function/capture/global-names.js';
import { runProgram } from '../run-program.js';

const OURS = ['capture/describe-by-text', 'capture/capture'].map((name) =>
  JSON.stringify(import.meta.resolve(`#dist/core/codec/function/${name}.js`)),
);
const OPTIONS = '{ allowShared: false, judgeStability: false, remakeConstants: true }';
const TWICE = `
const quick = looks(describeByText);
const full = looks((fn) => capture(fn, ${OPTIONS}).graph.nodes[0]);
console.log(JSON.stringify(quick.map((one, index) => [one, full[index]])));
`;
/** Of an ES module, and of a CommonJS one. */
const IMPORTS = `import { describeByText } from ${OURS[0]};\nimport { capture } from ${OURS[1]};\n`;

interface Node {
  readonly kind: string;
  readonly isStrict?: boolean;
  readonly path?: readonly string[];
}

/** `calls`: one `look(…)` on each line. Says what is told by the text, and checks it. */
async function tell(calls: readonly string[], more: More = {}): Promise<(string | undefined)[]> {
  const { around = '', files = {}, extension = 'mjs', args = [] } = more;
  const looks = `const looks = (look) => [\n${calls.join(',\n')},\n];\n`;
  const main = extension === 'mjs' ? `${IMPORTS}${around}\n${looks}${TWICE}` : inCommonJs(around + looks); // biome-ignore format: one line
  const name = `main.${extension}`;
  const output = await runProgram({ files: { ...files, [name]: main }, args: [...args, name] });
  const pairs = JSON.parse(output) as (readonly [quick: Node | null, full: Node])[];
  return pairs.map(([quick, full], index) => {
    if (quick === null) return undefined;
    assert.deepEqual(quick, full, calls[index]);
    return quick.path?.join('.') ?? `by value${quick.isStrict === true ? '' : ', sloppy'}`;
  });
}

interface More {
  readonly around?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly extension?: 'mjs' | 'cjs';
  readonly args?: readonly string[];
}

function inCommonJs(text: string): string {
  const modules = OURS.map((name) => `import(${name})`).join(', ');
  return `${text}\nPromise.all([${modules}]).then(([{ describeByText }, { capture }]) => {${TWICE}});`;
}

const VALUE = 'by value';

describe('By the text of its file', () => {
  it('a function is told that is made where it is passed', async () => {
    const calls = [
      'look((x) => x * x)',
      'look( x => x * x, [1])',
      'look(async (x) => await x)',
      'look(function () { return 1 })',
      'look(async function f(n) { return n < 2 ? 1 : n * (await f(n - 1)) })',
      'look((a, b = Math.max(a, 1), ...c) => [new Map(), JSON.stringify({ a, b, c })])',
      'look((text) => {\n  const words = text.split(/\\s+/g);\n  return words.map((word) => `${word}!`);\n})',
      'look?.((x) => x + 1)',
      '[1].map(() => look(() => 7))[0]',
    ];

    assert.deepEqual(await tell(calls), calls.map(() => VALUE)); // biome-ignore format: one row
  });

  it('no function is that needs more, or is more', async () => {
    const calls = [
      'look((x) => x * factor)',
      'look(function () { return this })',
      'look(() => import("node:fs"))',
      'look(() => import.meta.url)',
      'look(class { static f() {} })',
      'look(function* () {})',
      'look({ f() {} }.f)',
      'look(Math.max)',
      'look(((x) => x).bind(null))',
      'look(Object.assign((x) => x, { y: 1 }))',
      'look(withPrototype)',
      'look(inherits)',
      'look((0, eval)("(x) => x * 7"))',
      'look(shadowed)',
    ];
    const around = `const factor = 3;
function withPrototype() {}
withPrototype.prototype.f = 1;
const inherits = Object.setPrototypeOf(() => 1, class {});
const shadowed = ((Date) => () => Date)(3);`;

    assert.deepEqual(await tell(calls, { around }), calls.map(() => undefined)); // biome-ignore format: one row
  });

  it('a global is told from a variable of the same name', async () => {
    const around = 'const Map = 3;\nfunction parse(JSON) { return JSON }\nlet Set;\n';
    const calls = ['look(() => Map)', 'look(() => JSON)', 'look(() => Set)', 'look(() => Math.PI)'];

    assert.deepEqual(await tell(calls, { around }), [undefined, undefined, undefined, VALUE]);
  });

  it('a function of the entry script is told by its name', async () => {
    const around = `const square = (x) => x * x;
export function cube(x) { return x ** 3 }
export default function quart(x) { return x ** 4 }
let again = (x) => x ** 5;
again = Object.assign(again, {});
const list = [(x) => x ** 6, function seventh(x) { return x ** 7 }];
const [indirect] = [(() => () => x => x ** 8)()()];
const pass = (look, fn) => look(fn);
const other = { nine: (x) => x ** 9 };
function twice() { return 2 } // twice() { return 2 }
function memo() { return 3 }
const kept = memo;
memo = () => 4;
`;
    const calls = [
      ...['look(square)', 'look(cube)', 'look(quart)', 'look(again)', 'look(list[0])', 'look(list[1])'],
      ...['look(indirect)', 'pass(look, square)', 'look(other.nine)', 'look(twice)', 'look(kept)'],
    ]; // biome-ignore format: two rows

    assert.deepEqual(await tell(calls, { around }), [
      ...[VALUE, VALUE, VALUE, VALUE, VALUE, VALUE],
      ...[VALUE, VALUE, undefined, VALUE, undefined],
    ]); // biome-ignore format: two rows
  });

  it('an export is told that the argument names, whatever is in it', async () => {
    const files = {
      'tasks.mjs': `let count = 0;
export const next = () => (count += 1);
export function* steps() { yield count }
export default class Box {}
export function square(x) { return x * x }
export { square as renamed };`,
    };
    const around = `import Box, { next, steps as all } from './tasks.mjs';
import * as tasks from './tasks.mjs';
import { renamed } from './tasks.mjs';
const many = [tasks];`;
    const calls = ['look(next)', 'look(all)', 'look(Box)', 'look(tasks.square)', 'look(renamed)', 'look(many[0].square)', 'look(many[0].next)']; // biome-ignore format: one row

    const told = await tell(calls, { around, files });

    assert.deepEqual(told, ['next', 'steps', 'default', 'square', 'square', 'square', undefined]);
  });

  it('an export that needs nothing but globals is told through what is imported', async () => {
    const files = {
      'index.mjs': "export * from './deep/tasks.mjs';",
      'deep/tasks.mjs':
        'let count = 0;\nexport const next = () => ++count;\nexport const square = (x) => x * x;',
    };
    const around = "import * as all from './index.mjs';\nconst named = (name) => all[name];";

    const told = await tell(["look(named('square'))", "look(named('next'))"], { around, files });

    assert.deepEqual(told, ['square', undefined]);
  });

  it('a function that is handed on to another module is told by who calls that', async () => {
    const files = {
      'helper.mjs': 'export const helper = (look, fn) => [fn].map((one) => look(one))[0];',
      'tasks.mjs':
        'let count = 0;\nexport const next = () => ++count;\nexport const square = (x) => x * x;',
    };
    const around = `import { helper } from './helper.mjs';
import { next, square } from './tasks.mjs';
const cube = (x) => x ** 3;
const shadowed = ((Date) => () => Date)(3);`;
    const calls = ['square', 'cube', 'x => x + 7', 'next', 'shadowed'];

    const told = await tell(
      calls.map((fn) => `helper(look, ${fn})`),
      { around, files },
    );

    assert.deepEqual(told, ['square', VALUE, VALUE, undefined, undefined]);
  });

  it('functions of one text in two files are not taken for each other', async () => {
    const square = 'export function square(x) { return x * x }\n';
    const files = { 'a.mjs': square, 'b.mjs': square };
    const around = `import * as a from './a.mjs';\nimport * as b from './b.mjs';\n${square}`;

    const told = await tell(['look(a.square)', 'look(b.square)', 'look(square)'], {
      around,
      files,
    });

    assert.deepEqual(told, ['square', 'square', VALUE]);
  });

  it('sloppy functions stay sloppy, and strict ones strict', async () => {
    const calls = ['look((x) => x)', 'look((x) => x++)', 'look(function f() { return 1 })', 'look(function () { "use strict"; })']; // biome-ignore format: one row
    const strict = { extension: 'cjs', around: "'use strict';\n" } as const;

    const sloppy = await tell(calls.slice(0, 3), { extension: 'cjs' });

    assert.deepEqual(sloppy, ['by value, sloppy', 'by value, sloppy', 'by value, sloppy']);
    assert.deepEqual(await tell(calls, strict), ['by value, sloppy', VALUE, VALUE, VALUE]);
    assert.deepEqual(await tell(calls, { ...strict, around: 'class A {}\n' }), ['by value, sloppy', undefined, 'by value, sloppy', VALUE]); // biome-ignore format: one row
  });

  it('nothing is told if a loader may have changed it', async () => {
    const files = { 'loader.cjs': '' };

    const told = await tell(['look((x) => x)'], { files, args: ['--require', './loader.cjs'] });

    assert.deepEqual(told, [undefined]);
  });

  it('only such names are taken for globals that every worker has', () => {
    assert.deepEqual([...GLOBALS].filter((name) => !isStandardGlobal(name)), []); // biome-ignore format: one row
  });
});
