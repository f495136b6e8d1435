/** How cost grows with one size while all others stay: what is measured for each curve. */
import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { type Crew, mapWith, warmUp } from '../contestant.ts';
import { median, type Point } from '../harness/statistics.ts';
import type { Stage } from '../row.ts';

export interface Curve {
  readonly id: string;
  readonly title: string;
  /** Of the growing size. */
  readonly unit: string;
  readonly from: number;
  readonly to: number;
  readonly factor: number;
  /** Milliseconds at each size, the median over `rounds`; runs in a fresh process. */
  run(stage: Stage): Promise<Point[]>;
}

const TASKS = 10_000;
/** What takes longer, in ms, with all that it needs, is measured once: noise matters less, and a study has its minutes. */
const LONG_MS = 1_000;

export const CURVES: readonly Curve[] = [
  {
    id: 'growth-start',
    title: 'open a pool, wait until all are ready, `map` of one item each, end it',
    unit: 'workers',
    from: 1,
    to: 64,
    factor: 4,
    run: (stage) => curve(stage, async (workers) => await startAndEnd(stage, workers)),
  },
  {
    id: 'growth-crew',
    title: '10,000 `applyAsync` of a tiny task',
    unit: 'workers',
    from: 1,
    to: 16,
    factor: 4,
    run: (stage) => curve(stage, async (workers) => await withCrew(stage, workers, runTasks)),
  },
  {
    id: 'growth-payload',
    title: 'echo of a buffer',
    unit: 'bytes',
    from: 1,
    to: 64 * 1024 * 1024,
    factor: 8,
    run: (stage) => withOneCrew(stage, echoOf),
  },
  {
    id: 'growth-map',
    title: '`map` over numbers',
    unit: 'items',
    from: 100,
    to: 1_000_000,
    factor: 10,
    run: (stage) => withOneCrew(stage, mapOf),
  },
  {
    id: 'growth-imap',
    title: '`imap` over numbers, no options',
    unit: 'items',
    from: 100,
    to: 1_000_000,
    factor: 10,
    run: (stage) => withOneCrew(stage, imapOf),
  },
  {
    id: 'growth-queue',
    title: '`applyAsync` all at once, then await all (from there to a million: P12)',
    unit: 'tasks',
    from: 100,
    to: 100_000,
    factor: 10,
    run: (stage) => withOneCrew(stage, runTasks),
  },
];

/** The sizes of a curve: `from`, times `factor`, up to `to`, which is always the last. */
export function sizesOf({ from, to, factor }: Record<string, number>): number[] {
  const sizes: number[] = [];
  for (let size = from as number; size < (to as number); size *= factor as number) sizes.push(size);
  return [...sizes, to as number];
}

type Cost = (size: number) => Promise<number>;

/** Goes round the sizes, not round each size, so that drift meets all alike. */
async function curve({ sizes }: Stage, cost: Cost): Promise<Point[]> {
  const points = sizesOf(sizes).map((x) => ({ x, costs: [] as number[] }));
  const long = new Set<number>();
  for (let round = 0; round < (sizes['rounds'] ?? 1); round += 1) {
    for (const { x, costs } of points) {
      if (long.has(x)) continue;
      const [measured, ms] = await timed(() => cost(x));
      costs.push(measured);
      if (ms > LONG_MS) long.add(x);
    }
  }
  return points.map(({ x, costs }) => ({ x, y: median(costs) }));
}

async function withOneCrew(
  stage: Stage,
  cost: (crew: Crew, size: number) => Promise<number>,
): Promise<Point[]> {
  const crew = await stage.open({ workers: 2, binary: true });
  await warmUp(crew);
  return await curve(stage, (size) => cost(crew, size));
}

async function withCrew(
  stage: Stage,
  workers: number,
  cost: (crew: Crew, size: number) => Promise<number>,
): Promise<number> {
  await using crew = await stage.openOwn({ workers });
  await warmUp(crew);
  return await cost(crew, TASKS);
}

async function startAndEnd({ openOwn }: Stage, workers: number): Promise<number> {
  const [, ms] = await timed(async () => {
    await using crew = await openOwn({ workers });
    await crew.ready?.();
    await mapWith(crew, 'square', new Array(workers).fill(3));
  });
  return ms;
}

async function runTasks(crew: Crew, tasks: number): Promise<number> {
  const [squares, ms] = await timed(() => {
    const running: PromiseLike<unknown>[] = [];
    for (let i = 0; i < tasks; i += 1) running.push(crew.run('square', i));
    return Promise.all(running);
  });
  check(
    squares.every((square, i) => square === i * i),
    'squares',
  );
  return ms;
}

async function echoOf(crew: Crew, bytes: number): Promise<number> {
  const sent = new Uint8Array(bytes).fill(7);
  const [echoed, ms] = await timed(() => crew.run('echo', sent));
  check(Buffer.compare(echoed as Uint8Array, sent) === 0, 'bytes');
  return ms;
}

async function mapOf(crew: Crew, count: number): Promise<number> {
  const items = Array.from({ length: count }, (_, i) => i);
  const [squares, ms] = await timed(() => mapWith(crew, 'square', items));
  check(
    squares.every((square, i) => square === i * i),
    'squares',
  );
  return ms;
}

async function imapOf(crew: Crew, count: number): Promise<number> {
  const items = Array.from({ length: count }, (_, i) => i);
  const [seen, ms] = await timed(async () => {
    let next = 0;
    for await (const square of crew.stream?.('square', items) ?? []) {
      check(square === next * next, 'square');
      next += 1;
    }
    return next;
  });
  check(seen === count, 'length');
  return ms;
}
