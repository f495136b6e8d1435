/** tinypool, on threads and on child processes. */
import { fileURLToPath } from 'node:url';
import type { Contestant, CrewOptions, Open } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';

export const tinypoolThreads: Contestant = {
  name: 'tinypool-threads',
  kind: 'threads',
  side: 'peer',
  package: 'tinypool',
  load: () => load('worker_threads'),
};

export const tinypoolProcesses: Contestant = {
  ...tinypoolThreads,
  name: 'tinypool-processes',
  kind: 'processes',
  load: () => load('child_process'),
};

const FILE = fileURLToPath(new URL('../tasks.js', import.meta.url));

async function load(runtime: 'worker_threads' | 'child_process'): Promise<Open> {
  const { Tinypool } = await import('tinypool');
  return ({ workers, binary }: CrewOptions) => {
    const pool = new Tinypool({
      filename: FILE,
      runtime,
      minThreads: workers,
      maxThreads: workers,
      ...(binary === true ? { serialization: 'advanced' as const } : {}),
    });
    return {
      run: (task: TaskName, argument: unknown) => pool.run(argument, { name: task }),
      [Symbol.asyncDispose]: () => pool.destroy(),
    };
  };
}
