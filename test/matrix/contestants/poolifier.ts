/** poolifier's fixed pools, on threads and on `node:cluster`, this with structured cloning rather than JSON. */
import type { Contestant } from '../contestant.ts';
import { fileFor } from '../worker-file.ts';

export const poolifier: readonly Contestant[] = (['threads', 'processes'] as const).map((kind) => ({
  name: `poolifier, ${kind}`,
  package: 'poolifier',
  kind,
  open: async ({ module, heapMb }) => {
    const { FixedClusterPool, FixedThreadPool } = await import('poolifier');
    const pool =
      kind === 'threads'
        ? new FixedThreadPool(1, fileFor(module, 'worker-files/poolifier-thread-worker.js'), {
            ...(heapMb === undefined
              ? {}
              : { workerOptions: { resourceLimits: { maxOldGenerationSizeMb: heapMb } } }),
          })
        : new FixedClusterPool(1, fileFor(module, 'worker-files/poolifier-cluster-worker.cjs'), {
            settings: {
              serialization: 'advanced',
              execArgv: heapMb === undefined ? [] : [`--max-old-space-size=${heapMb}`],
            },
          });
    pool.emitter?.on('error', () => {}); // emitted for what no call can be blamed for
    return {
      run: async (task, argument) => await pool.execute(argument as never, task),
      end: async () => await pool.destroy(),
    };
  },
}));
