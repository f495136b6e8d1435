/** threads.js: functions of a thread by their names. One worker; what lives here it cannot call. */
import type { Contestant, Open } from '../contestant.ts';
import type { AnyTask, TaskName } from '../task-named.ts';

export const threadsJs: Contestant = {
  name: 'threads.js',
  kind: 'threads',
  side: 'proxies',
  package: 'threads',
  load,
};

/** Seen from this file: it looks for the caller's. */
const FILE = '../worker-files/threads-worker.js';

async function load(): Promise<Open> {
  const { spawn, Thread, Worker } = await import('threads');
  return async () => {
    const thread = await spawn<Record<TaskName, AnyTask>>(new Worker(FILE));
    return {
      run: (task: TaskName, argument: unknown) => thread[task](argument),
      async [Symbol.asyncDispose]() {
        await Thread.terminate(thread);
      },
    };
  };
}
