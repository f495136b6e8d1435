/** Sends functions to a child process and brings back what they return. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { deserialize, serialize } from 'node:v8';
import { encodeFunction } from '#dist/core/codec/function/encode-function.js';
import type { Answer, Question } from './echo-worker.js';

/** What a function does in a worker: the cases know nothing else about how they are run. */
export type RoundTrip = <A extends unknown[], R>(
  fn: (...args: A) => R,
  ...args: A
) => Promise<Awaited<R>>;

export class RemoteError extends Error {
  readonly remoteStack: string;

  constructor(value: { name: string; message: string; stack: string; code?: string }) {
    super(value.message);
    this.name = value.name;
    this.remoteStack = value.stack;
    Object.assign(this, { code: value.code });
  }
}

export class EchoWorker implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #nextId = 0;

  constructor() {
    this.#child = fork(new URL('./echo-worker.js', import.meta.url), {
      serialization: 'advanced',
      execArgv: [],
    });
    this.#child.on('message', (bytes: Buffer) => {
      const answer = deserialize(bytes) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  readonly roundTrip: RoundTrip = async (fn, ...args) => {
    const payload = encodeFunction(fn);
    const id = (this.#nextId += 1);
    const { promise, resolve } = withResolvers<Answer>();
    this.#waiting.set(id, resolve);
    this.#child.send(serialize({ id, payload, args } satisfies Question));
    const { ok, value } = await promise;
    if (ok) return value as never;
    throw new RemoteError(value as ConstructorParameters<typeof RemoteError>[0]);
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.disconnect();
    await once(this.#child, 'exit');
  }
}

/** Node 20 has no `Promise.withResolvers`. */
function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
