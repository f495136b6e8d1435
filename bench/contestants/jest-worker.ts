/** jest-worker, on threads and on child processes. */
import { fileURLToPath } from 'node:url';
import type { Contestant, CrewOptions, Open } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';
import * as tasks from '../tasks.ts';

export const jestWorkerThreads: Contestant = {
  name: 'jest-worker-threads',
  kind: 'threads',
  side: 'peer',
  package: 'jest-worker',
  load: () => load('threads'),
};

export const jestWorkerProcesses: Contestant = {
  ...jestWorkerThreads,
  name: 'jest-worker-processes',
  kind: 'processes',
  load: () => load('processes'),
};

const FILE = fileURLToPath(new URL('../tasks.js', import.meta.url));

/** It makes one method per exposed task. */
type Methods = Record<TaskName, (argument: unknown) => Promise<unknown>>;

async function load(kind: 'threads' | 'processes'): Promise<Open> {
  const { Worker } = await import('jest-worker');
  return ({ workers }: CrewOptions) => {
    const pool = new Worker(FILE, {
      numWorkers: workers,
      enableWorkerThreads: kind === 'threads',
      exposedMethods: Object.keys(tasks),
    });
    const methods = pool as unknown as Methods; // added at run time, so unknown to its types
    return {
      run: (task: TaskName, argument: unknown) => methods[task](argument),
      async [Symbol.asyncDispose]() {
        await pool.end();
      },
    };
  };
}
