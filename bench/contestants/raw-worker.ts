/** The floor for threads: `Worker` and `postMessage`, a counter and a table, no pool. */
import { type Transferable, Worker } from 'node:worker_threads';
import type { Contestant, Crew, CrewOptions } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';
import {
  isAnswer,
  type RawAnswer,
  type RawNews,
  type RawOrder,
  RawTalk,
} from '../worker-files/raw-call.ts';

export const rawWorker: Contestant = {
  name: 'raw-worker',
  kind: 'threads',
  side: 'raw',
  load: async () => open,
};

const FILE = new URL('../worker-files/raw-thread-worker.js', import.meta.url);

function open({ workers }: CrewOptions): Crew {
  const waiting = new Map<number, (value: unknown) => void>();
  const talk = new RawTalk();
  const onMessage = (message: RawAnswer | RawNews): void => {
    if (!isAnswer(message)) return talk.hear(message);
    const [id, value] = message;
    waiting.get(id)?.(value);
    waiting.delete(id);
  };
  const threads = Array.from({ length: workers }, () => new Worker(FILE).on('message', onMessage));
  const order = (message: RawOrder): unknown => threads[0]?.postMessage(message);
  let nextId = 0;
  return {
    run(task: TaskName, argument: unknown, transfer: readonly Transferable[] = []) {
      const id = nextId++;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        threads[id % workers]?.postMessage([id, task, argument], transfer);
      });
    },
    callBack: (object, times) => talk.callBack(order, (x) => object.of(x), times),
    reports: (times) => talk.reports(order, times),
    async [Symbol.asyncDispose]() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}
