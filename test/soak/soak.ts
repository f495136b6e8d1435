/**
 * The soak: pools that start, work, lose workers and end, one after another, all by chance from one seed.
 *
 *    life ──► jobs of all kinds, many at once ──► an end: close and join, or terminate
 *                 ▲                                  │
 *     strikes ────┘                                  └──► every task had exactly one outcome, a right one;
 *                                                        none ran more often than it may; no worker survives
 *
 * Throws at the first life that breaks a promise, naming seed and life.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { Pool } from 'manyhands';
import { childPids } from '../leaks.ts';
import { until } from '../until.ts';
import { ChaosTransport } from './chaos-transport.ts';
import { type Book, JOBS } from './jobs.ts';
import { Random } from './random.ts';
import { assertJust, assertRuns, type Entry } from './verdict.ts';

export interface SoakOptions {
  readonly seed: number;
  /** Whether to begin another life, the next of which has this number. */
  readonly goesOn: (life: number) => boolean;
  readonly onLife?: (report: SoakReport) => void;
}

export interface SoakReport {
  lives: number;
  tasks: number;
  strikes: number;
  readonly outcomes: Record<string, number>;
}

/** Small, so that `fillHeap` is soon done, and large enough for every other task. */
const HEAP_MB = 64;

/** So long without any outcome is a hang, which is what this looks for. */
const ALARM_MS = 60_000;

export async function soak({ seed, goesOn, onLife }: SoakOptions): Promise<SoakReport> {
  const report: SoakReport = { lives: 0, tasks: 0, strikes: 0, outcomes: {} };
  while (goesOn(report.lives)) {
    // Each life has a seed of its own, so that one can be lived again without those before it.
    const random = new Random(seed + report.lives);
    try {
      await live(random, report);
    } catch (error) {
      throw new Error(`seed ${seed}, life ${report.lives}: ${String(error)}`, { cause: error });
    }
    report.lives += 1;
    onLife?.(report);
  }
  return report;
}

async function live(random: Random, report: SoakReport): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `manyhands-${process.pid}-soak-`));
  const ledger = join(folder, 'ledger');
  writeFileSync(ledger, '');
  const before = childPids().length;
  const transport = new ChaosTransport(random.pick(['process', 'thread']), random);
  const pool = makePool(transport, random);
  const { book, entries } = openBook(random, ledger);
  const isTerminated = random.chance(0.4);
  try {
    await withAlarm(work(pool, book, transport, isTerminated), entries);
    await until(
      'every worker to be gone',
      () => transport.size === 0 && childPids().length === before,
    );
  } finally {
    await pool.terminate();
  }
  const ran = readFileSync(ledger, 'utf8').split('\n').filter(Boolean).map(Number);
  rmSync(folder, { recursive: true });
  for (const entry of entries)
    assertJust(entry, [...(isTerminated ? ['ERR_POOL_TERMINATED'] : []), 'aborted']);
  assertRuns(entries, ran);
  assert.deepEqual(pool.workers, []);
  count(report, entries, transport.strikes);
}

function makePool(transport: ChaosTransport, random: Random): Pool {
  const maybe = <T>(value: T): T | undefined => (random.chance(0.25) ? value : undefined);
  return new Pool({
    transport,
    workers: random.integer(1, 4),
    killGrace: random.pick([1, 50]),
    maxTasksPerChild: maybe(random.integer(1, 20)),
    maxMemoryPerChild: maybe(random.pick([1, 1e12])),
    idleTimeout: maybe(random.integer(0, 20)),
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
}

function openBook(random: Random, ledger: string): { book: Book; entries: Entry[] } {
  const entries: Entry[] = [];
  const enter = (what: string, runs: number): Entry => {
    const entry: Entry = { id: entries.length, what, runs, outcomes: [] };
    entries.push(entry);
    return entry;
  };
  return { book: { random, ledger, enter }, entries };
}

/** Jobs, strikes, and one of the ends. */
async function work(
  pool: Pool,
  book: Book,
  transport: ChaosTransport,
  isTerminated: boolean,
): Promise<void> {
  const { random } = book;
  const striking = setInterval(() => transport.strike(), random.integer(3, 60));
  try {
    const jobs: Promise<void>[] = [];
    for (let left = random.integer(5, 40); left > 0; left -= 1) {
      jobs.push(random.pick(JOBS)(pool, book));
      if (random.chance(0.3)) await Promise.race(jobs);
    }
    if (isTerminated) {
      await pool.terminate();
    } else {
      pool.close();
      await pool.join();
    }
    await Promise.all(jobs);
  } finally {
    clearInterval(striking);
  }
}

/** Rejects if nothing comes of `promise`, nor of any entry, for too long. */
async function withAlarm(promise: Promise<void>, entries: readonly Entry[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, reject) => {
    let open = -1;
    timer = setInterval(() => {
      const now = openOnes(entries).length + entries.length;
      if (now === open) reject(new Error(`it hangs: ${describe(entries)}`));
      open = now;
    }, ALARM_MS);
  });
  await Promise.race([promise, alarm]).finally(() => clearInterval(timer));
}

function openOnes(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ outcomes }) => outcomes.length === 0);
}

function describe(entries: readonly Entry[]): string {
  const open = openOnes(entries);
  return `${open.length} of ${entries.length} tasks have no outcome: ${open.map(({ id, what }) => `${id} ${what}`).join(', ')}`;
}

function count(report: SoakReport, entries: readonly Entry[], strikes: number): void {
  report.tasks += entries.length;
  report.strikes += strikes;
  for (const { outcomes } of entries) {
    const [outcome = 'none'] = outcomes;
    report.outcomes[outcome] = (report.outcomes[outcome] ?? 0) + 1;
  }
}
