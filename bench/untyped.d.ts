/** What we use of packages whose types cannot be found by their `exports`. */

declare module 'comlink/dist/esm/node-adapter.mjs' {
  import type { Endpoint } from 'comlink';
  import type { MessagePort, Worker } from 'node:worker_threads';

  export default function nodeEndpoint(port: MessagePort | Worker): Endpoint;
}

declare module 'threads' {
  type Functions = Readonly<Record<string, (argument: unknown) => unknown>>;

  export class Worker {
    constructor(file: string);
  }
  export function spawn<F extends Functions>(
    worker: Worker,
  ): Promise<{ readonly [K in keyof F]: (argument: unknown) => Promise<unknown> }>;
  export const Thread: { terminate(thread: object): Promise<void> };
}

declare module 'threads/worker' {
  export function expose(functions: object): void;
}
