/** tinypool, on threads and on child processes, these with structured cloning rather than JSON. */
import type { Contestant } from '../contestant.ts';
import { fileFor } from '../worker-file.ts';

export const tinypool: readonly Contestant[] = (['threads', 'processes'] as const).map((kind) => ({
  name: `tinypool, ${kind}`,
  package: 'tinypool',
  kind,
  open: async ({ module, heapMb }) => {
    const { Tinypool } = await import('tinypool');
    const isThread = kind === 'threads';
    const pool = new Tinypool({
      filename: fileFor(module, 'tasks.js'),
      runtime: isThread ? 'worker_threads' : 'child_process',
      minThreads: 1,
      maxThreads: 1,
      ...(isThread ? {} : { serialization: 'advanced' as const }),
      ...(heapMb === undefined || !isThread
        ? {}
        : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
      ...(heapMb === undefined || isThread ? {} : { execArgv: [`--max-old-space-size=${heapMb}`] }),
    });
    pool.on('error', () => {}); // emitted for what no call can be blamed for
    return {
      run: async (task, argument) => (await pool.run(argument, { name: task })) as unknown,
      end: async () => await pool.destroy(),
    };
  },
}));
