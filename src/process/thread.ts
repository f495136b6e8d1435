/** `Thread`: as `Process`, in a thread. */
import { type Process, RunningProcess } from './process.ts';
import type { ProcessOptions } from './process-options.ts';

/**
 * A `Process` that is a worker thread of the program: quicker to start, and it shares the program's fate. It is ended
 * without being asked, so `terminate` and `kill` do the same, and `exitCode` is 1 then. (CPython's `Thread` shares all
 * memory; here arguments and results are copied, but for `SharedArrayBuffer`s.)
 *
 * @example
 * const thread = new Thread((x: number) => x * x, [3]);
 * console.log(await thread.result()); // 9
 */
export interface Thread<R = unknown> extends Process<R> {}

/**
 * How a `Thread` is made.
 *
 * @example
 * const start = (make: ThreadConstructor) => new make((x: number) => x * x, [3]);
 * console.log(await start(Thread).result()); // 9
 */
export interface ThreadConstructor {
  /** As for `Process`. */
  new <R>(fn: () => R, args?: readonly [], options?: ProcessOptions): Thread<Awaited<R>>;
  new <A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: ProcessOptions,
  ): Thread<Awaited<R>>;
  readonly prototype: Thread;
}

/** See the interface `Thread`. */
export const Thread: ThreadConstructor = class<R> extends RunningProcess<R> {
  constructor(fn: (...args: never[]) => unknown, args?: unknown, options?: ProcessOptions) {
    super(fn, args, options, 'thread');
  }
};
