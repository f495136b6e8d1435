/** piscina (threads): as in its README, and with `concurrentTasksPerWorker`, its faster setting. */
import { fileURLToPath } from 'node:url';
import type { Transferable } from 'node:worker_threads';
import type { Contestant, CrewOptions, Open } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';

export const piscina: Contestant = {
  name: 'piscina',
  kind: 'threads',
  side: 'peer',
  package: 'piscina',
  load: () => load(1),
};

export const piscinaConcurrent: Contestant = {
  ...piscina,
  name: 'piscina-64',
  load: () => load(64),
};

const FILE = fileURLToPath(new URL('../tasks.js', import.meta.url));

async function load(concurrentTasksPerWorker: number): Promise<Open> {
  const { Piscina } = await import('piscina');
  return ({ workers }: CrewOptions) => {
    const pool = new Piscina({
      filename: FILE,
      minThreads: workers,
      maxThreads: workers,
      concurrentTasksPerWorker,
    });
    return {
      run(task: TaskName, argument: unknown, transfer?: readonly Transferable[]) {
        if (transfer === undefined) return pool.run(argument, { name: task });
        return pool.run(argument, { name: task, transferList: [...transfer] as never });
      },
      [Symbol.asyncDispose]: () => pool.destroy(),
    };
  };
}
