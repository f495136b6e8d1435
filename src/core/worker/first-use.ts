/** Hears of it when a task, or anybody, uses a stream of this worker: most never do, and to make one takes time. */
import type { Writable } from 'node:stream';

/** How somebody hears of streams: `onFirstUse`, or a test. */
export type Watch = (then: (stream: Writable) => void) => void;

/** Calls `then` with the worker's stdout and with its stderr, each before it is used for the first time. */
export function onFirstUse(then: (stream: Writable) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const own = Object.getOwnPropertyDescriptor(process, name);
    if (own?.get === undefined || own.configurable !== true) continue;
    const make = own.get.bind(process);
    Object.defineProperty(process, name, {
      ...own,
      get: () => {
        Object.defineProperty(process, name, own);
        const stream = make() as Writable; // what Node documents of both
        then(stream);
        return stream;
      },
    });
  }
}
