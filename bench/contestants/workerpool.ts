/** workerpool, on threads and on child processes. */
import { fileURLToPath } from 'node:url';
import type { Contestant, CrewOptions, Open } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';

export const workerpoolThreads: Contestant = {
  name: 'workerpool-threads',
  kind: 'threads',
  side: 'peer',
  package: 'workerpool',
  load: () => load('thread'),
};

export const workerpoolProcesses: Contestant = {
  ...workerpoolThreads,
  name: 'workerpool-processes',
  kind: 'processes',
  load: () => load('process'),
};

const FILE = fileURLToPath(new URL('../worker-files/workerpool-worker.js', import.meta.url));

async function load(workerType: 'thread' | 'process'): Promise<Open> {
  const { default: workerpool } = await import('workerpool');
  return ({ workers, binary }: CrewOptions) => {
    const pool = workerpool.pool(FILE, {
      workerType,
      minWorkers: workers,
      maxWorkers: workers,
      ...(binary === true ? { forkOpts: { serialization: 'advanced' } } : {}),
    });
    return {
      // its own promise class is a thenable like any other
      run: (task: TaskName, argument: unknown) => pool.exec(task, [argument]),
      async reports(times: number): Promise<number> {
        let heard = 0;
        await pool.exec('reportMany', [times], { on: () => (heard += 1) });
        return heard;
      },
      async [Symbol.asyncDispose]() {
        await pool.terminate(true);
      },
    };
  };
}
