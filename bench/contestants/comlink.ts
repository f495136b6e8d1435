/** comlink: an object in a thread, and one here that the thread calls. No pool: one worker. */
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Contestant, Open } from '../contestant.ts';
import type { TaskName } from '../task-named.ts';
import type { ComlinkWorker, Squares } from '../worker-files/comlink-worker.ts';

export const comlink: Contestant = {
  name: 'comlink',
  kind: 'threads',
  side: 'proxies',
  package: 'comlink',
  load,
};

const FILE = new URL('../worker-files/comlink-worker.js', import.meta.url);

async function load(): Promise<Open> {
  const { expose, transfer, wrap } = await import('comlink');
  const { default: nodeEndpoint } = await import('comlink/dist/esm/node-adapter.mjs');
  return () => {
    const thread = new Worker(FILE);
    const proxy = wrap<ComlinkWorker>(nodeEndpoint(thread));
    return {
      run: (task: TaskName, argument: unknown) =>
        (proxy as unknown as Record<TaskName, (argument: unknown) => Promise<unknown>>)[task](
          argument,
        ),
      async callBack(object: Squares, times: number): Promise<number> {
        const { port1, port2 } = new MessageChannel();
        expose(object, nodeEndpoint(port1));
        const port = transfer(port2, [port2 as never]); // its types know the ports of browsers alone
        const done = await proxy.callBack(port as never, times);
        port1.close();
        return done;
      },
      async [Symbol.asyncDispose]() {
        await thread.terminate();
      },
    };
  };
}
