/**
 * What it costs to send a function, and whether the program is slower afterwards (it must not be): `npm run build:dev && node build/bench/capture.js`. Prints a table; judges nothing.
 */
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeFunction } from '#dist/core/codec/function/decode-function.js';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';

type AnyFunction = (...args: never[]) => unknown;

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
}

const rows: Row[] = [];
const factor = 3;
const table = { a: 1 };
const helper = (x: number): number => x * factor;

/** Makes modules that V8 has not seen, so that each first capture is a first one. */
async function makeModules(
  count: number,
): Promise<{ modules: Record<string, AnyFunction>[]; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
  const modules: Record<string, AnyFunction>[] = [];
  for (let i = 0; i < count; i += 1) {
    const file = join(folder, `module${i}.mjs`);
    writeFileSync(
      file,
      `const k = ${i};\nexport const make = (a) => (x) => x + a + k;\nexport const fn = (x) => x + k;\n`,
    );
    modules.push((await import(pathToFileURL(file).href)) as Record<string, AnyFunction>);
  }
  return { modules, folder };
}

function milliseconds(action: () => unknown): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[times.length >> 1] as number;
}

/** Microseconds per call, as the median of rounds. */
function perCall(action: () => unknown, calls: number): number {
  const rounds = Array.from({ length: 7 }, () =>
    milliseconds(() => {
      for (let i = 0; i < calls; i += 1) action();
    }),
  );
  return (median(rounds) / calls) * 1000;
}

async function awaitLoop(): Promise<number> {
  const step = async (x: number): Promise<number> => x + 1;
  const times: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const start = performance.now();
    let x = 0;
    for (let i = 0; i < 200_000; i += 1) x = await step(x);
    times.push(((performance.now() - start) / 200_000) * 1e6);
  }
  return median(times);
}

function heapGrowth(captures: number): number {
  const make =
    (i: number): AnyFunction =>
    () =>
      i + factor + helper(1);
  for (let i = 0; i < 1000; i += 1) encodeFunction(make(i));
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < captures; i += 1) encodeFunction(make(i));
  globalThis.gc?.();
  return (process.memoryUsage().heapUsed - before) / 2 ** 20;
}

function add(what: string, measured: number, unit: string, wanted: string): void {
  rows.push({ what, measured: `${measured.toFixed(measured < 10 ? 2 : 0)} ${unit}`, wanted });
}

const awaitBefore = await awaitLoop();
const { modules, folder } = await makeModules(8);
rmSync(folder, { recursive: true, force: false, maxRetries: 0 });

add(
  'first capture ever',
  milliseconds(() => encodeFunction((x: number) => x + factor)),
  'ms',
  '10 ms',
);
add(
  'first capture from a further script (median)',
  median(modules.map((module) => milliseconds(() => encodeFunction(module.make?.(1 as never))))),
  'ms',
  '3-9 ms',
);

const stable = (x: number): number => x * x;
const unchanged = (x: number): number => table.a + helper(x);
let fresh = 0;
encodeFunction(stable);
add(
  'again, captures nothing',
  perCall(() => encodeFunction(stable), 1_000_000) * 1000,
  'ns',
  '~20 ns',
);
add(
  'again, captures constants and helpers',
  perCall(() => encodeFunction(helper), 1_000_000) * 1000,
  'ns',
  '~20 ns',
);
add(
  'again, captures an object',
  perCall(() => encodeFunction(unchanged), 500),
  'µs',
  '<= 160 µs',
);
add(
  'a new closure of known text',
  perCall(() => encodeFunction(makeClosure((fresh += 1))), 500),
  'µs',
  '65-325 µs',
);
add(
  'payload of an arrow',
  payloadSize((x: number) => x * x),
  'bytes',
  '~200 bytes',
);
add('payload of a reference', payloadSize(modules[0]?.fn as AnyFunction), 'bytes', '~100 bytes');
add('heap growth over 20,000 captures', heapGrowth(20_000), 'MiB', '0.1 MiB');

const rebuilt = (await decodeFunction(encodeFunction(helper))) as typeof helper;
// A caller each: one caller of two functions could inline neither.
const callHome = makeCaller(helper);
const callRebuilt = makeCaller(rebuilt);
add('a call at home', perCall(callHome, 2000), 'µs / 1000 calls', '');
add('a call of the rebuilt function', perCall(callRebuilt, 2000), 'µs / 1000 calls', '0-10 % more');
add('await in a hot loop, before any capture', awaitBefore, 'ns', '');
add('await in a hot loop, after all of them', await awaitLoop(), 'ns', 'the same');

console.table(rows);

function makeClosure(i: number): AnyFunction {
  return () => i + factor;
}

function payloadSize(fn: AnyFunction): number {
  const { body } = encodeFunction(fn) as { body: { bytes?: Uint8Array } };
  return body.bytes?.byteLength ?? Buffer.byteLength(JSON.stringify(body));
}

/** Compiled anew each time, so that each caller has its own type feedback. */
function makeCaller(fn: (x: number) => number): () => number {
  const make = new Function(
    'fn',
    'return () => { let sum = 0; for (let i = 0; i < 1000; i += 1) sum += fn(i); return sum; }',
  ) as (callee: typeof fn) => () => number;
  return make(fn);
}
