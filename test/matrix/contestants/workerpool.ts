/** workerpool, on threads and on child processes, these with structured cloning rather than JSON. */
import type { Contestant } from '../contestant.ts';
import { fileFor } from '../worker-file.ts';

export const workerpool: readonly Contestant[] = (['threads', 'processes'] as const).map(
  (kind) => ({
    name: `workerpool, ${kind}`,
    package: 'workerpool',
    kind,
    open: async ({ module, heapMb }) => {
      const { default: library } = await import('workerpool');
      const limit = heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`];
      const pool = library.pool(fileFor(module, 'worker-files/workerpool-worker.js'), {
        workerType: kind === 'threads' ? 'thread' : 'process',
        maxWorkers: 1,
        forkOpts: { serialization: 'advanced', execArgv: limit },
        ...(heapMb === undefined
          ? {}
          : { workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: heapMb } } }),
      });
      return {
        run: (task, argument) => pool.exec(task, [argument]) as unknown as PromiseLike<unknown>,
        end: async () => {
          await pool.terminate(true); // its way to end a pool that is busy
        },
      };
    },
  }),
);
