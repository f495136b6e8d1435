/** manyhands, on processes and on threads. */
import { fileURLToPath } from 'node:url';
import type { Transferable } from 'node:worker_threads';
import type { Pool, PoolOptions } from 'manyhands';
import type { Contestant, Crew, CrewOptions, MapOptions } from '../contestant.ts';
import { type TaskName, taskNamed } from '../task-named.ts';
import { convolve } from '../workloads/convolution.ts';

export const oursProcesses: Contestant = {
  name: 'manyhands-processes',
  kind: 'processes',
  side: 'ours',
  package: 'manyhands',
  async load() {
    const { Pool } = await import('manyhands');
    return (options) => crewOf(new Pool(poolOptions(options)));
  },
};

export const oursThreads: Contestant = {
  ...oursProcesses,
  name: 'manyhands-threads',
  kind: 'threads',
  async load() {
    const { ThreadPool } = await import('manyhands');
    return (options) => crewOf(new ThreadPool(poolOptions(options)));
  },
};

/** The two ways of large buffers that are taken where something is missing. Not `ours`: no row of others has them. */
export const oursRead: Contestant = {
  ...oursProcesses,
  name: 'manyhands-processes-read',
  side: 'raw',
  command: (...args) => childWith(['--no-addons'], 'manyhands-processes-read', args),
};

export const oursSocket: Contestant = {
  ...oursProcesses,
  name: 'manyhands-processes-socket',
  side: 'raw',
  command: (...args) => childWith(['--import', NO_ROOM], 'manyhands-processes-socket', args),
};

/** Whole programs that use nothing that earlier ones have compiled. */
export const oursProcessesUncached: Contestant = {
  ...oursProcesses,
  name: 'manyhands-processes-uncached',
  side: 'raw',
};

export const oursThreadsUncached: Contestant = {
  ...oursThreads,
  name: 'manyhands-threads-uncached',
  side: 'raw',
};

const CHILD = fileURLToPath(new URL('../harness/child.js', import.meta.url));

/** Before our library is loaded, which then finds no room for files in memory. */
const NO_ROOM = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs'; fs.statfsSync = () => { throw new Error('no room'); };",
)}`;

function childWith(
  flags: readonly string[],
  name: string,
  [row, sizes]: [string, string],
): string[] {
  return [process.execPath, ...flags, CHILD, row, name, sizes];
}

/** Set by `--against`: the entry of another build of this package, to be measured beside this one. */
export const OTHER_BUILD = 'MANYHANDS_BENCH_AGAINST';

export const otherProcesses: Contestant = {
  ...oursProcesses,
  name: 'other-build-processes',
  side: 'raw',
  async load() {
    const { Pool } = await importOther();
    return (options) => crewOf(new Pool(poolOptions(options)));
  },
};

export const otherThreads: Contestant = {
  ...oursThreads,
  name: 'other-build-threads',
  side: 'raw',
  async load() {
    const { ThreadPool } = await importOther();
    return (options) => crewOf(new ThreadPool(poolOptions(options)));
  },
};

async function importOther(): Promise<typeof import('manyhands')> {
  return (await import(process.env[OTHER_BUILD] ?? '')) as typeof import('manyhands');
}

/** For chains: the same work as one `map` after another. Of our side, but no row of others has it. */
export const oursThreadsMaps: Contestant = {
  ...oursThreads,
  name: 'manyhands-threads-maps',
  side: 'raw',
};

function poolOptions({ workers, prepare }: CrewOptions): PoolOptions {
  if (prepare === undefined) return { workers };
  const [task, argument] = prepare;
  return { workers, initializer: taskNamed(task), initArgs: [argument] };
}

function crewOf(pool: Pool): Crew {
  return {
    run: (task: TaskName, argument: unknown, transfer?: readonly Transferable[]) =>
      transfer === undefined
        ? pool.applyAsync(taskNamed(task), [argument])
        : pool.applyAsync(taskNamed(task), [argument], { transfer }),
    map: (task: TaskName, items: readonly unknown[], options?: MapOptions) =>
      pool.map(taskNamed(task), items, options),
    stream: (task: TaskName, items: Iterable<unknown>) => pool.imap(taskNamed(task), items),
    streamUnordered: (task: TaskName, items: Iterable<unknown>) =>
      pool.imapUnordered(taskNamed(task), items),
    // The image is captured: it travels with the function, so once to each worker.
    convolveAll: (image: Float64Array, filters: readonly number[][]) =>
      pool.map((filter: readonly number[]) => convolve({ image, filter }), filters),
    async reports(times: number): Promise<number> {
      const { reportMany } = await import('../worker-files/report-many.ts');
      let heard = 0;
      const onReport = (): void => {
        heard += 1;
      };
      await pool.apply(reportMany, [times], { onReport });
      return heard;
    },
    ready: () => pool.ready(),
    pool,
    async [Symbol.asyncDispose]() {
      await pool.terminate();
      await pool.join();
    },
  };
}
