/**
 * Prints, as JSON, which files each kind of call passes here and in its worker: `{ map: […], … }`. The pool
 * is warm. A program of its own, because counting calls would spoil the coverage of the tests.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import type { WorkerInfo } from '#dist/core/api/any-pool.js';
import { Pool } from '#dist/core/api/pool.js';
import { range } from '#dist/core/items/range.js';
import { FunctionCount } from './function-count.ts';
import { countHere, fail, square } from './tasks.ts';

const factor = 3;
/** How often the worker has been asked. */
let taken = 0;

const CALLS: Readonly<Record<string, (pool: Pool) => Promise<unknown>>> = {
  map: async (pool) => await pool.map(square, [1, 2, 3, 4]),
  error: async (pool) => await pool.map(fail, [1, 2, 3, 4]).catch(() => {}),
  imap: async (pool) => {
    for await (const _ of pool.imap(square, [1, 2, 3, 4]));
  },
  chain: async (pool) => await pool.from(range(1000)).map(square).sum(),
  closure: async (pool) => await pool.map((x: number) => x * factor, [1, 2, 3, 4]),
};

/** Whose first call is shown, with all that looking into a function takes; of the others the second. */
const FIRST: ReadonlySet<string> = new Set(['closure']);

const folder = mkdtempSync(join(tmpdir(), 'manyhands-road-'));
const path = join(folder, 'there');
try {
  await using pool = new Pool({ workers: 1, initializer: countHere, initArgs: [path] });
  await pool.ready();
  const [{ pid }] = pool.workers as [WorkerInfo]; // to look at them is no part of a call
  const here = new FunctionCount();
  const roads: Record<string, string[]> = {};
  for (const [name, call] of Object.entries(CALLS)) {
    if (!FIRST.has(name)) await call(pool);
    await settle();
    here.take();
    await takeThere(pid);
    await call(pool);
    await settle();
    const files = [...here.take(), ...(await takeThere(pid))];
    roads[name] = [...new Set(files)].sort();
  }
  console.log(JSON.stringify(roads));
} finally {
  rmSync(folder, { recursive: true });
}

/** Lets what a call leaves for the next turns of the event loop run. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await turn();
}

async function takeThere(pid: number): Promise<string[]> {
  const file = `${path}-${taken}`;
  taken += 1;
  process.kill(pid, 'SIGUSR2');
  while (!existsSync(file)) await delay(5);
  return JSON.parse(readFileSync(file, 'utf8')) as string[];
}
