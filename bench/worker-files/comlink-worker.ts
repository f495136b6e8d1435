/** The worker of `comlink`: an object that is called from the program, and calls one that lives there. */
import { type MessagePort, parentPort } from 'node:worker_threads';
import { expose, type Remote, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import * as tasks from '../tasks.ts';

export interface Squares {
  of(x: number): number;
}

const served = {
  ...tasks,
  /** Calls `of` of the object behind `port` so many times, one after another. */
  async callBack(port: MessagePort, times: number): Promise<number> {
    const squares: Remote<Squares> = wrap<Squares>(nodeEndpoint(port));
    let done = 0;
    for (; done < times; done += 1) if ((await squares.of(done)) !== done * done) return -1;
    port.close();
    return done;
  },
};

export type ComlinkWorker = typeof served;

if (parentPort !== null) expose(served, nodeEndpoint(parentPort));
