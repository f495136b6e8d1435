/**
 * What a change costs or brings: two builds in one process, in turn, by processor time.
 *
 *    node scripts/compare-builds.mjs BEFORE AFTER [--rounds 40] [--processes 5] [--works map,apply] [--threads]
 *
 * BEFORE and AFTER are folders with a `package.json` and a `dist/`. Each round runs the same work with both, the order changes
 * from round to round, and counts the processor time of the program and its workers, so that other programs on the machine
 * and its drift matter little. Of each process the median of its rounds' ratios; of those the median, the least and the most:
 * two processes compile the same code differently, so one alone says nothing about a few per cent. Needs Linux (/proc).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

/** @typedef {{ map: Function, apply: Function, imap: Function, workers: { pid: number }[], terminate: Function }} AnyPool */

const square = (/** @type {number} */ x) => x * x;

/** Each about 30 ms. @type {Record<string, (pool: AnyPool) => Promise<unknown>>} */
const WORKS = {
  map: (pool) => pool.map(square, NUMBERS),
  'chunk-size-1': (pool) => pool.map(square, FEW, { chunkSize: 1 }),
  apply: (pool) => Promise.all(FEW.map((x) => pool.apply(square, [x]))),
  imap: async (pool) => {
    for await (const value of pool.imap(square, SOME)) if (value < 0) throw new Error('wrong');
  },
  'imap-chunk-size-1': async (pool) => {
    for await (const value of pool.imap(square, FEW, { chunkSize: 1 })) if (value < 0) throw new Error('wrong');
  },
};
const NUMBERS = Array.from({ length: 300_000 }, (_, at) => at);
const SOME = NUMBERS.slice(0, 20_000);
const FEW = NUMBERS.slice(0, 2000);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '40' },
    processes: { type: 'string', default: '5' },
    works: { type: 'string', default: Object.keys(WORKS).join() },
    threads: { type: 'boolean', default: false },
    child: { type: 'boolean', default: false },
  },
});
const works = values.works.split(',');
if (values.child) await measure();
else compare();

function compare() {
  /** @type {Record<string, number[]>} */
  const ratios = Object.fromEntries(works.map((name) => [name, []]));
  for (let at = 0; at < Number(values.processes); at += 1) {
    const args = ['--expose-gc', fileURLToPath(import.meta.url), '--child', ...process.argv.slice(2)];
    const { stdout, status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    if (status !== 0) throw new Error(`a process ended with ${status}`);
    const one = JSON.parse(stdout.toString());
    for (const name of works) ratios[name]?.push(one[name]);
  }
  for (const name of works) {
    const sorted = (ratios[name] ?? []).toSorted((a, b) => a - b);
    const cells = [middle(sorted), sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN].map(inPercent);
    console.log(`${name.padEnd(18)} ${cells[0]}   (${cells[1]} … ${cells[2]})`);
  }
}

/** In a process of its own: prints the median ratio of each work. */
async function measure() {
  const pools = [];
  for (const folder of positionals) pools.push(await openPool(resolve(folder)));
  /** @type {Record<string, number>} */
  const medians = {};
  for (const name of works) medians[name] = await ratioOf(pools, WORKS[name]);
  console.log(JSON.stringify(medians));
  await Promise.all(pools.map((pool) => pool.terminate()));
}

/** @param {string} folder @returns {Promise<AnyPool>} */
async function openPool(folder) {
  const { Pool, ThreadPool } = await import(pathToFileURL(join(folder, 'dist/index.js')).href);
  const pool = values.threads ? new ThreadPool(2) : new Pool(2);
  await pool.ready();
  return pool;
}

/** @param {AnyPool[]} pools @param {((pool: AnyPool) => Promise<unknown>) | undefined} work */
async function ratioOf(pools, work) {
  const [before, after] = pools;
  if (work === undefined || before === undefined || after === undefined) throw new Error('see the head of this file');
  for (let round = 0; round < 10; round += 1) for (const pool of pools) await work(pool);
  const ratios = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    /** @type {Map<AnyPool, number>} */
    const times = new Map();
    for (const pool of round % 2 === 0 ? [before, after] : [after, before]) {
      globalThis.gc?.();
      const startedAt = processorNs(pool);
      await work(pool);
      times.set(pool, processorNs(pool) - startedAt);
    }
    ratios.push((times.get(after) ?? 0) / (times.get(before) ?? 0));
  }
  return middle(ratios.toSorted((a, b) => a - b));
}

/** Of the program, its threads included, and of the pool's processes. @param {AnyPool} pool */
function processorNs(pool) {
  const { user, system } = process.cpuUsage();
  let ns = (user + system) * 1000;
  for (const { pid } of pool.workers) if (pid !== process.pid) ns += runNs(pid);
  return ns;
}

/** Of the main thread of a worker. @param {number} pid */
function runNs(pid) {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
}

/** @param {readonly number[]} sorted */
function middle(sorted) {
  const at = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2;
}

/** @param {number} ratio */
function inPercent(ratio) {
  const percent = (ratio - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}
