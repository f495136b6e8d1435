/**
 * Objects that workers share, and objects in workers of their own: what a lock, an item of a queue, a call and a report cost.
 *
 * What is done one at a time is measured where program and worker have one core together: there it is what it costs. On two
 * cores it is how long it takes to wake one, several times as much and different from hour to hour: these rows run
 * by their names only.
 */
import { actor, type AnyPool } from 'manyhands';
import { Lock, Queue, serve } from 'manyhands/shared';
import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { type Crew, warmUp } from '../contestant.ts';
import { OURS } from '../contestants/all.ts';
import { defineRow, type Row, type Sizes, type Stage } from '../row.ts';

const SIZES = { times: 10_000, rehearsals: 1, workers: 1 };
const TINY = { times: 20, rehearsals: 1, workers: 1 };
type OwnSizes = typeof SIZES & Sizes;

const COMMON = { unit: 'µs', better: 'lower', sizes: SIZES, tiny: TINY } as const;
const ONE_CORE = ', where program and worker have one core together';
/** At first a start of a program keeps both cores awake: it must not count. */
const LONG = { times: 20_000, rehearsals: 0, workers: 1 };
const PYTHON = ['cpython', 'cpython-manager'];

class Squares {
  of(x: number): number {
    return x * x;
  }
}

/** What one of `times` costs, in a worker that does them one after another. */
async function insideOf(
  { open, sizes }: Stage<OwnSizes>,
  work: (pool: AnyPool, times: number) => Promise<number>,
): Promise<number> {
  const crew = await open({ workers: sizes.workers });
  const { pool } = crew;
  if (pool === undefined) throw new Error('only ours can do that');
  await warmUp(crew);
  const [done, ms] = await rehearsed(sizes.rehearsals, () => work(pool, sizes.times));
  check(done === sizes.times, 'how many were done');
  return (ms / sizes.times) * 1_000;
}

const lock: Row = defineRow({
  ...COMMON,
  id: 'P16a',
  table: 'more',
  title: `a lock is taken and given back, by a worker${ONE_CORE}`,
  isOnOneCore: true,
  contestants: [...OURS, ...PYTHON],
  targets: [{ kind: 'processes', against: 'cpython-manager', limit: 1 }],
  note: "Two round trips, as of a manager's lock. CPython's own lock is a semaphore of the system, and no message: a holder that dies keeps it for ever.",
  run: (stage) => {
    const one = new Lock();
    return insideOf(stage, (pool, times) =>
      pool.apply(
        async (it: Lock, count: number) => {
          let done = 0;
          for (; done < count; done += 1) await (await it.acquire()).release();
          return done;
        },
        [one, times],
      ),
    );
  },
});

const queue: Row = defineRow({
  ...COMMON,
  id: 'P16b',
  table: 'more',
  title: `an item is put into a queue and got from it, by a worker${ONE_CORE}`,
  isOnOneCore: true,
  contestants: [...OURS, ...PYTHON],
  targets: [{ kind: 'processes', against: 'cpython-manager', limit: 1 }],
  note: "Two round trips, as of a manager's queue, and one message more: what was got is not given to another. CPython's own queue is a pipe, and its put is no round trip: an item that was got by somebody who dies is gone, and the queue's lock with it.",
  run: (stage) => {
    const one = new Queue<number>();
    return insideOf(stage, (pool, times) =>
      pool.apply(
        async (it: Queue<number>, count: number) => {
          let done = 0;
          for (; done < count; done += 1) {
            await it.put(done);
            if ((await it.get()) !== done) return -1;
          }
          return done;
        },
        [one, times],
      ),
    );
  },
});

const proxy: Row = defineRow({
  ...COMMON,
  id: 'P16c',
  table: 'more',
  title: `a method of an object in the program is called, by a worker${ONE_CORE}`,
  isOnOneCore: true,
  contestants: [...OURS, 'raw-fork', 'raw-worker', 'comlink', 'cpython-manager'],
  targets: [
    { kind: 'processes', against: 'cpython-manager', limit: 1 },
    { kind: 'threads', against: 'comlink', limit: 1 },
  ],
  note: "A manager's object lives in a process of its own. comlink's proxies know nothing of the end of a worker.",
  run: async (stage) => {
    if (stage.contestant.side !== 'ours') return await calledBack(stage);
    const squares = serve(new Squares());
    return await insideOf(stage, (pool, times) =>
      pool.apply(
        async (it: typeof squares, count: number) => {
          let done = 0;
          for (; done < count; done += 1) if ((await it.of(done)) !== done * done) return -1;
          return done;
        },
        [squares, times],
      ),
    );
  },
});

/** For those whose worker calls an object of the program without a pool. */
async function calledBack({ open, sizes }: Stage<OwnSizes>): Promise<number> {
  const { callBack } = await open({ workers: 1 });
  if (callBack === undefined) throw new Error('its workers cannot call an object of the program');
  const squares = new Squares();
  const [done, ms] = await rehearsed(sizes.rehearsals, () => callBack(squares, sizes.times));
  check(done === sizes.times, 'how many were done');
  return (ms / sizes.times) * 1_000;
}

/** `of` of an actor, or of whoever has no actors the same function by its name. */
async function callerOf({ contestant, open }: Stage<OwnSizes>): Promise<{
  call(x: number): PromiseLike<unknown>;
  end(): Promise<void>;
}> {
  if (contestant.side !== 'ours') {
    const crew: Crew = await open({ workers: 1 });
    return { call: (x) => crew.run('square', x), end: async () => {} };
  }
  const transport = contestant.kind === 'threads' ? 'thread' : 'process';
  const squares = await actor(Squares, [], { transport });
  return { call: (x) => squares.of(x), end: async () => await squares[Symbol.asyncDispose]() };
}

const actorCall: Row = defineRow({
  ...COMMON,
  id: 'P16d',
  table: 'more',
  title: `a method of an object in a worker is called, by the program, one at a time${ONE_CORE}`,
  isOnOneCore: true,
  contestants: [
    ...OURS,
    ...['raw-fork', 'raw-worker', 'workerpool-threads', 'workerpool-processes'],
    ...['comlink', 'threads.js', 'cpython-manager'],
  ],
  targets: [
    { kind: 'processes', against: 'cpython-manager', limit: 1 },
    { kind: 'processes', against: 'workerpool-processes', limit: 1 },
    { kind: 'threads', against: 'comlink', limit: 1 },
    { kind: 'threads', against: 'workerpool-threads', limit: 1 },
    { kind: 'threads', against: 'threads.js', limit: 1 },
  ],
  note: 'A round trip each. workerpool, threads.js and the raw ones call a function of the worker by its name: they have no objects there.',
  run: async (stage) => {
    const { sizes } = stage;
    const { call, end } = await callerOf(stage);
    const calls = async (): Promise<void> => {
      for (let i = 0; i < sizes.times; i += 1) check((await call(i)) === i * i, 'the square');
    };
    const [, ms] = await rehearsed(sizes.rehearsals, calls);
    await end();
    return (ms / sizes.times) * 1_000;
  },
});

const pipelined: Row = defineRow({
  ...COMMON,
  id: 'P16e',
  table: 'more',
  title: 'the same, all at once, on two cores',
  sizes: { times: 2_000, rehearsals: 4, workers: 1 },
  contestants: actorCall.contestants.filter((name) => !name.startsWith('cpython')),
  targets: [],
  run: async (stage) => {
    const { sizes } = stage;
    const { call, end } = await callerOf(stage);
    const calls = async (): Promise<void> => {
      const all = await Promise.all(Array.from({ length: sizes.times }, (_, i) => call(i)));
      check(all[sizes.times - 1] === (sizes.times - 1) ** 2, 'the last square');
    };
    const [, ms] = await rehearsed(sizes.rehearsals, calls);
    await end();
    return (ms / sizes.times) * 1_000;
  },
});

const reports: Row = defineRow({
  ...COMMON,
  id: 'P16f',
  table: 'more',
  title: 'a task reports, as often as it can; until the program has heard everything',
  contestants: [
    ...OURS,
    ...['raw-fork', 'raw-worker', 'workerpool-threads', 'workerpool-processes', 'cpython'],
  ],
  targets: [
    { kind: 'processes', against: 'workerpool-processes', limit: 1 },
    { kind: 'processes', against: 'cpython', limit: 1 },
    { kind: 'threads', against: 'workerpool-threads', limit: 1 },
  ],
  note: "CPython has nothing like it: there it is a queue of the program's, which a task puts into.",
  run: async ({ open, sizes }: Stage<OwnSizes>) => {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    const once = async (): Promise<number> => (await crew.reports?.(sizes.times)) ?? 0;
    const [heard, ms] = await rehearsed(sizes.rehearsals, once);
    check(heard === sizes.times, 'how many were heard');
    return (ms / sizes.times) * 1_000;
  },
});

/** The same where each side has a core of its own, if they are free: how long it takes to wake one. */
function onTwoCores(row: Row, id: string): Row {
  const { isOnOneCore: _, ...rest } = row;
  const title = row.title.replace(ONE_CORE, ', on two cores');
  return { ...rest, id, title, sizes: LONG, targets: [], table: 'by name' };
}

export const SHARED: readonly Row[] = [
  ...[lock, queue, proxy, actorCall, pipelined, reports],
  onTwoCores(lock, 'P16g'),
  onTwoCores(queue, 'P16h'),
  onTwoCores(proxy, 'P16i'),
  onTwoCores(actorCall, 'P16j'),
];
