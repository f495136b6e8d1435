/** `Process`: one worker that runs one function to its end. */
import { type AsyncResult, beginResult } from '../core/api/async-result.ts';
import { CallerStacks } from '../core/api/caller-stack.ts';
import { checkArguments, refused } from '../core/base/check.ts';
import type { Outcome } from '../core/base/outcome.ts';
import { encodeFunction } from '../core/codec/function/encode-function.ts';
import { type Child, ChildWorker } from './child.ts';
import { type ProcessOptions, resolveProcessOptions } from './process-options.ts';

/**
 * A process that runs one function, and ends. CPython: `Process`. It starts at once, not with a call of `start`; any
 * function will do, as for a pool; and what it returns comes back: `result()`.
 *
 * While its function runs the program stays alive; with the program it ends, whatever that ends of.
 *
 * @example
 * const adding = new Process((a: number, b: number) => a + b, [1, 2]);
 * console.log(await adding.result()); // 3
 */
export interface Process<R = unknown> extends Child {
  /**
   * What the function has returned; what it has thrown is thrown as itself. May be asked for more than once.
   *
   * @throws WorkerLostError if the process ended before, by itself or by `terminate()` · NotSendableError
   * @example
   * const greeting = new Process(() => 'hello');
   * console.log(await greeting.result()); // hello
   */
  result(): Promise<R>;
}

/**
 * How a `Process` is made. An interface, because a class's own constructor cannot be generic.
 *
 * @example
 * const start = (make: ProcessConstructor) => new make((x: number) => x * x, [3]);
 * console.log(await start(Process).result()); // 9
 */
export interface ProcessConstructor {
  /**
   * Starts it.
   *
   * @param fn any function: exported, local, a closure
   * @throws OptionError for a bad option · NotSendableError if the function cannot be sent · PoolStateError where no
   *   worker may be started (nested too deep; in a module that a worker is importing)
   * @example
   * await using greeter = new Process((name: string) => console.log(`hello ${name}`), ['world'], { name: 'greeter' });
   * await greeter.join();
   */
  new <R>(fn: () => R, args?: readonly [], options?: ProcessOptions): Process<Awaited<R>>;
  new <A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: ProcessOptions,
  ): Process<Awaited<R>>;
  readonly prototype: Process;
}

const STACKS = new CallerStacks();

export class RunningProcess<R> extends ChildWorker implements Process<R> {
  readonly #result: AsyncResult<R>;

  constructor(
    fn: (...args: never[]) => unknown,
    given: unknown,
    options: ProcessOptions = {},
    transport: 'process' | 'thread' = 'process',
  ) {
    if (typeof fn !== 'function') throw refused('the function', fn, 'must be a function');
    const args = checkArguments('args', given);
    const resolved = resolveProcessOptions(options, transport);
    const { remakeConstants } = resolved;
    const payload = encodeFunction(fn, { allowShared: transport === 'thread', remakeConstants });
    super(resolved);
    const submitted = STACKS.capture(new.target as unknown as () => void);
    this.#result = beginResult<R>((settle) =>
      this.run({
        ...{ fn: payload, args, submitted, stays: false },
        // What the function returned: types cannot follow it there.
        onOutcome: (outcome) => settle(outcome as Outcome<R>),
      }),
    );
  }

  result(): Promise<R> {
    return this.#result.get();
  }
}

/** See the interface `Process`. */
export const Process: ProcessConstructor = class<R> extends RunningProcess<R> {
  constructor(fn: (...args: never[]) => unknown, args?: unknown, options?: ProcessOptions) {
    super(fn, args, options, 'process');
  }
};
