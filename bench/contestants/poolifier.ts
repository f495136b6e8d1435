/** poolifier's fixed pools, on threads and on `node:cluster`. */
import { fileURLToPath } from 'node:url';
import type { Transferable } from 'node:worker_threads';
import type { Contestant, CrewOptions, Open } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';

export const poolifierThreads: Contestant = {
  name: 'poolifier-threads',
  kind: 'threads',
  side: 'peer',
  package: 'poolifier',
  load: () => load('threads'),
};

export const poolifierCluster: Contestant = {
  ...poolifierThreads,
  name: 'poolifier-cluster',
  kind: 'processes',
  load: () => load('cluster'),
};

const THREAD = fileURLToPath(
  new URL('../worker-files/poolifier-thread-worker.js', import.meta.url),
);
const CLUSTER = fileURLToPath(
  new URL('../worker-files/poolifier-cluster-worker.cjs', import.meta.url),
);

async function load(kind: 'threads' | 'cluster'): Promise<Open> {
  const { FixedClusterPool, FixedThreadPool } = await import('poolifier');
  return ({ workers, binary }: CrewOptions) => {
    const pool =
      kind === 'threads'
        ? new FixedThreadPool(workers, THREAD)
        : new FixedClusterPool(workers, CLUSTER, {
            settings: { serialization: binary === true ? 'advanced' : 'json' },
          });
    return {
      run: (task: TaskName, argument: unknown, transfer?: readonly Transferable[]) =>
        pool.execute(argument, task, undefined, transfer as never),
      [Symbol.asyncDispose]: () => pool.destroy(),
    };
  };
}
