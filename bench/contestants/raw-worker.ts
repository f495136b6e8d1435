/** The floor for threads: `Worker` and `postMessage`, a counter and a table, no pool. */
import { type Transferable, Worker } from 'node:worker_threads';
import type { Contestant, Crew, CrewOptions } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';
import { type RawOrder, RawTalk } from '../worker-files/raw-call.ts';

export const rawWorker: Contestant = {
  name: 'raw-worker',
  kind: 'threads',
  side: 'raw',
  load: async () => open,
};

const FILE = new URL('../worker-files/raw-thread-worker.js', import.meta.url);

function open({ workers }: CrewOptions): Crew {
  const talk = new RawTalk();
  const threads = Array.from({ length: workers }, () =>
    new Worker(FILE).on('message', talk.onMessage),
  );
  const order = (message: RawOrder): unknown => threads[0]?.postMessage(message);
  return {
    run: (task: TaskName, argument: unknown, transfer: readonly Transferable[] = []) =>
      talk.run((id) => threads[id % workers]?.postMessage([id, task, argument], transfer)),
    callBack: (object, times) => talk.callBack(order, (x) => object.of(x), times),
    reports: (times) => talk.reports(order, times),
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
