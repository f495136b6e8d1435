/**
 * Sends large buffers in all ways, and says whether they have arrived. `by-reference`: where no function may be looked
 * into. `closed`: workers can open no file of the program's. `for-ever`: says its workers, and never ends.
 */
import { Pool, task } from 'manyhands';
import type { echo, first, keep, kept, make, wait } from '../modules/large-tasks.js';

const TASKS = new URL('../modules/large-tasks.js', import.meta.url);
const CLOSED = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { openSync } = fs;
  fs.openSync = (path, ...rest) => {
    if (/^.proc.[0-9]+.fd/.test(path)) throw new Error('closed');
    return openSync(path, ...rest);
  };
  syncBuiltinESMExports();`;

const [, , mode] = process.argv;
const LENGTH = (6 << 20) + 1000;
const bytes = new Uint8Array(LENGTH).fill(2);
const table = new Uint8Array(LENGTH).fill(1);
const look = (i: number): number => table[i] ?? 0;
const preload = `data:text/javascript,${encodeURIComponent(CLOSED)}`;
const execArgv = mode === 'closed' ? ['--import', preload] : [];
const pool = new Pool({
  workers: 2,
  execArgv,
  initializer: task<typeof keep>(TASKS, 'keep'),
  initArgs: [bytes],
});

if (mode === 'for-ever') {
  const waiting = pool.starmap(task<typeof wait>(TASKS, 'wait'), [[bytes], [bytes], [bytes]]);
  const looking = pool.map(look, [1, 2]);
  await pool.ready();
  await new Promise((resolve) => setTimeout(resolve, 200));
  console.log(JSON.stringify(pool.workers.map(({ pid }) => pid)));
  await Promise.all([waiting, looking]);
}

const givenArguments = Array.from({ length: 6 }, () => [bytes] as const);
const passed = await pool.starmap(task<typeof first>(TASKS, 'first'), givenArguments);
const places = mode === 'by-reference' ? [] : [0, 1, 2, 3, 4, LENGTH - 1];
const captured = places.length === 0 ? [] : await pool.map(look, places);
const returned = await pool.map(task<typeof make>(TASKS, 'make'), [LENGTH, LENGTH, LENGTH]);
const echoed = await pool.apply(task<typeof echo>(TASKS, 'echo'), [bytes]);
const started = await pool.map(task<typeof kept>(TASKS, 'kept'), [0, LENGTH - 1]);
const chained = places.length === 0 ? 0 : await pool.from(places).map(look).sum();
await pool.terminate();

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
console.log(
  JSON.stringify({
    passed: sum(passed),
    captured: sum(captured),
    started: sum(started),
    chained,
    returned: sum(returned.map((one) => one[LENGTH - 1] ?? 0)),
    isWhole: Buffer.compare(echoed, bytes) === 0 && returned.every((one) => one.length === LENGTH),
  }),
);
