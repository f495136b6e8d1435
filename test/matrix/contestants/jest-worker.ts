/** jest-worker, on threads and on child processes. */
import type { Contestant } from '../contestant.ts';
import * as tasks from '../tasks.ts';
import { fileFor } from '../worker-file.ts';

/** It makes one method per exposed task. */
type Methods = Record<string, (argument: unknown) => Promise<unknown>>;

export const jestWorker: readonly Contestant[] = (['threads', 'processes'] as const).map(
  (kind) => ({
    name: `jest-worker, ${kind}`,
    package: 'jest-worker',
    kind,
    open: async ({ module, heapMb }) => {
      const { Worker } = await import('jest-worker');
      const limit = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`];
      const pool = new Worker(fileFor(module, 'tasks.js'), {
        numWorkers: 1,
        enableWorkerThreads: kind === 'threads',
        exposedMethods: Object.keys(tasks),
        ...(kind === 'threads'
          ? {}
          : { forkOptions: { serialization: 'advanced', execArgv: limit } }),
        ...(heapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
      });
      const methods = pool as unknown as Methods; // added at run time, so unknown to its types
      return {
        run: async (task, argument) => await (methods[task] as Methods[string])(argument),
        end: async () => void (await pool.end()),
      };
    },
  }),
);
