/**
 * The program that must work in every setting, in the dialects that settings need. Its functions
 * are of every kind: local, a closure, imported, built in, one with an instance, one with `import()`.
 */

/** What the program prints once per kind of pool. */
export const EXPECTED = JSON.stringify({
  local: [6, 12],
  closure: [11],
  imported: [8],
  instance: 6,
  builtin: [3],
  dynamic: 'b',
  thrown: 'RangeError: too far',
});

export const DONE = 'all pools did it';

/** A module that workers may load by reference. */
export function helpers(types = false): string {
  const [number, result] = types ? [': number', ': number'] : ['', ''];
  return `export function double(x${number})${result} { return x * 2; }\n`;
}

/** The body is the same everywhere; only how it gets its imports differs. */
export function body(types = false): string {
  const t = (annotation: string): string => (types ? annotation : '');
  return `
const factor${t(': number')} = 3;
function local(x${t(': number')})${t(': number')} { return double(x) * factor; }
class Point { x${t(': number')}; constructor(x${t(': number')}) { this.x = x; } add(n${t(': number')})${t(': number')} { return this.x + n; } }
const point = new Point(1);
const make = (n${t(': number')}) => (x${t(': number')}) => x + n;
const fail = () => { throw new RangeError('too far'); };
async function check(PoolClass${t(': typeof Pool')}) {
  const pool = new PoolClass(1);
  try {
    return JSON.stringify({
      local: await pool.map(local, [1, 2]),
      closure: await pool.map(make(10), [1]),
      imported: await pool.map(double, [4]),
      instance: await pool.apply((x${t(': number')}) => point.add(x), [5]),
      builtin: await pool.map(Math.sqrt, [9]),
      dynamic: await pool.apply(async () => (await import('node:path')).basename('/a/b')),
      thrown: await pool.apply(fail).then(String, String),
    });
  } finally {
    await pool.terminate();
  }
}
async function checkAll() {
  for (const PoolClass of [Pool, ThreadPool]) {
    const seen = await check(PoolClass);
    if (seen !== ${JSON.stringify(EXPECTED)}) throw new Error(PoolClass.name + ' gave ' + seen);
  }
  console.log(${JSON.stringify(DONE)});
}
`;
}

export function esModule(helper = './helpers.mjs', types = false): string {
  return `import { Pool, ThreadPool } from 'manyhands';
import { double } from '${helper}';
${body(types)}`;
}

export function commonJs(start = 'checkAll();\n'): string {
  return `const { Pool, ThreadPool } = require('manyhands');
const { double } = require('./helpers.cjs');
${body()}
${start}`;
}

/** For code without a file of its own. */
export const inlineCommonJs = `const { Pool, ThreadPool } = require('manyhands');
function double(x) { return x * 2; }
${body()}
checkAll();
`;

export const inlineModule = `import { Pool, ThreadPool } from 'manyhands';
function double(x) { return x * 2; }
${body()}
await checkAll();
`;

/** Where the inspector is denied, names work and texts that need nothing else; a look does not. */
export const permission = `import { Pool, task } from 'manyhands';
const pool = new Pool(1);
const double = task(new URL('./helpers.mjs', import.meta.url), 'double');
const seen = await pool.map(double, [1, 2]);
const one = 1;
const refused = await pool.apply(() => one).then(String, String);
const byText = await pool.map((x) => Math.max(x, 2), [1, 3]);
await pool.terminate();
if (String(seen) !== '2,4') throw new Error('by name: ' + seen);
if (String(byText) !== '2,3') throw new Error('by its text: ' + byText);
if (!refused.includes("send it with task(import.meta.url, 'name')")) throw new Error('refused with ' + refused);
console.log(${JSON.stringify(DONE)});
`;
