/** piscina, which has threads only. */
import type { Contestant } from '../contestant.ts';
import { fileFor } from '../worker-file.ts';

export const piscina: Contestant = {
  name: 'piscina, threads',
  package: 'piscina',
  kind: 'threads',
  open: async ({ module, heapMb }) => {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: fileFor(module, 'tasks.js'),
      minThreads: 1,
      maxThreads: 1,
      ...(heapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMb } }),
    });
    pool.on('error', () => {}); // as its README asks: emitted for what no call can be blamed for
    return {
      run: async (task, argument) => await pool.run(argument, { name: task }),
      end: async () => await pool.destroy(),
    };
  },
};
