/**
 * What `pool.stats()` and events cost a pool that nobody looks at: node scripts/cost-of-counting.mjs (after `npm run build:dev`).
 *
 * Each of the steps that a chunk goes through for their sake, by itself, a million times; and beside it the processor time of a
 * whole call, by item. The least of several, so that other programs matter little: a difference of two whole calls would need
 * a quiet machine to show one per cent.
 */
import { channel, tracingChannel } from 'node:diagnostics_channel';
import { Pool } from '../dist/index.js';
import { Cell, CELLS_PER_SAMPLE, Ledger, MAX_SAMPLES } from '../build/src/core/schedule/ledger.js';

const TIMES = 15;
const MANY = 1_000_000;
const channels = [
  channel('nobody:chunk'),
  tracingChannel('nobody:call'),
  channel('nobody:failure'),
];
const ledger = new Ledger(0);
const square = (/** @type {number} */ x) => x * x;
const FEW = Array.from({ length: 5000 }, (_, at) => at);
let sink = 0;

/** As the scheduler does it for each chunk. @param {number} at */
function sample(at) {
  const { samples } = ledger;
  const row = samples.used * CELLS_PER_SAMPLE;
  samples.cells[row + Cell.items] = 1;
  samples.cells[row + Cell.runMs] = (at % 7) / 8;
  samples.cells[row + Cell.waitMs] = at % 1000;
  samples.cells[row + Cell.index] = at;
  samples.cells[row + Cell.worker] = 1 + (at & 1);
  samples.names[samples.used] = 'square';
  samples.used += 1;
  if (samples.used === MAX_SAMPLES) ledger.drain();
}

function look() {
  for (const one of channels) if (one.hasSubscribers) sink += 1;
}

function countItem() {
  ledger.counts.pending += 1;
  ledger.counts.done += 1;
  ledger.counts.pending -= 1;
}

function readClock() {
  sink += performance.now();
}

for (const step of [sample, look, countItem, readClock]) {
  const ns = await least(MANY, async () => {
    for (let at = 0; at < MANY; at += 1) step(at);
  });
  console.log(`${step.name}: ${ns.toFixed(1)} ns`);
}
await using pool = new Pool(2);
const calls = {
  apply: async () => void (await Promise.all(FEW.map((x) => pool.apply(square, [x])))),
  'map, chunkSize 1': async () => void (await pool.map(square, FEW, { chunkSize: 1 })),
};
for (const [name, call] of Object.entries(calls))
  console.log(
    `${name}: ${(await least(FEW.length, call)).toFixed(0)} ns an item, in the program alone`,
  );

/** Nanoseconds of processor time for one of `count`. @param {number} count @param {() => Promise<void>} work */
async function least(count, work) {
  let ns = Number.POSITIVE_INFINITY;
  for (let time = 0; time < TIMES; time += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    ns = Math.min(ns, ((user + system) * 1000) / count);
  }
  return ns;
}
