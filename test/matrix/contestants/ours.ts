/** manyhands: functions are passed as they are, there is no worker file. */
import { Pool } from 'manyhands';
import { task as broken } from '../../faults/modules/throws-in-worker.ts';
import type { Contestant } from '../contestant.ts';
import * as tasks from '../tasks.ts';

export const ours: readonly Contestant[] = (['processes', 'threads'] as const).map((kind) => ({
  name: `manyhands, ${kind}`,
  package: 'manyhands',
  kind,
  open: async ({ module, heapMb }) => {
    const pool = new Pool({
      workers: 1,
      transport: kind === 'threads' ? 'thread' : 'process',
      resourceLimits: heapMb === undefined ? undefined : { maxOldGenerationSizeMb: heapMb },
    });
    // The program holds the functions, so the broken one comes from a module that fails in workers only.
    const functions: Record<string, unknown> = module === 'broken' ? { double: broken } : tasks;
    return {
      run: async (task, argument) =>
        await pool.apply(functions[task] as (x: unknown) => unknown, [argument]),
      end: async () => await pool.terminate(),
    };
  },
}));
