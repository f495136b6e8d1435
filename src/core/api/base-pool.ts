/**
 * The public methods, the same for every pool: is it open, make a job, hand it on.
 *
 *    pool.map(f, xs) ──► api/calls.ts: check, encode f, make a Job ──► Backend ──► workers
 *
 * Each public method is one line of that; what happens in between is told in `docs/design.md`. What kind
 * of pool it is, and where its workers are, is the backend's business: see `schedule/backend.ts`.
 */
import type { Duplex } from 'node:stream';
import type { AsyncResult } from './async-result.ts';
import { checkArguments, checkMs, checkNames } from '../base/check.ts';
import { PoolStateError, TimeoutError } from '../base/errors.ts';
import type { ResultOf } from '../base/moved.ts';
import { type Outcome, settle } from '../base/outcome.ts';
import { within } from '../base/within.ts';
import {
  type CallbackOptions,
  type CallOptions,
  type MapOptions,
  type Method,
  NO_OPTIONS,
  type StreamOptions,
  type ThroughOptions,
} from './call-options.ts';
import { CallerStacks } from './caller-stack.ts';
import { applyOne, type CallContext, callOne, collect, stream } from './calls.ts';
import { forbidCrossing } from '../codec/crossing/forbid-crossing.ts';
import { FORGOTTEN } from './unclosed-pools.ts';
import type { WorkerState } from '../handle/worker-state.ts';
import type { ResultIterator } from './result-iterator.ts';
import type { Backend } from '../schedule/backend.ts';
import type { Items } from '../items/open-iterator.ts';
import { Through } from './through.ts';

export type PoolState = 'running' | 'closed' | 'terminated';

/** One worker of a pool, as `pool.workers` shows it. */
export interface WorkerInfo {
  readonly id: number;
  readonly pid: number;
  readonly threadId?: number;
  readonly state: WorkerState;
}

/** What every pool can do. `Pool`, `ThreadPool` and `ClusterPool` are made; this is not. */
export abstract class BasePool {
  readonly #backend: Backend;
  readonly #stacks = new CallerStacks();
  #state: PoolState = 'running';

  /** `name` is what warnings call it. */
  protected constructor(backend: Backend, name: string) {
    this.#backend = backend;
    forbidCrossing(this, 'a Pool: pool objects cannot be passed between processes or pickled');
    FORGOTTEN.register(this, { backend, name }, this);
  }

  get state(): PoolState {
    return this.#state;
  }

  /** The workers there are now; `[]` after the end. */
  get workers(): readonly WorkerInfo[] {
    return Array.from(this.#backend.workers, ({ id, pid, threadId, state }) =>
      threadId === undefined ? { id, pid, state } : { id, pid, threadId, state },
    );
  }

  /** Calls `fn(...args)` in a worker. The promise rejects with what it throws. */
  apply<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args?: Readonly<A>,
    options: CallOptions = NO_OPTIONS,
  ): Promise<ResultOf<R>> {
    // One promise and no `AsyncResult`: programs have a hundred thousand of these waiting.
    return new Promise((resolve, reject) => {
      const context = this.#open('apply');
      const request = { fn, args: checkArguments('args', args), options };
      callOne(context, request, (outcome) =>
        settle(outcome as Outcome<ResultOf<R>>, { resolve, reject }),
      );
    });
  }

  /** As `apply`, but returns at once; throws in the call what is wrong with the call. */
  applyAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args?: Readonly<A>,
    options: CallOptions & CallbackOptions<ResultOf<R>> = NO_OPTIONS,
  ): AsyncResult<ResultOf<R>> {
    const context = this.#open('applyAsync');
    return applyOne(context, { fn, args: checkArguments('args', args), options });
  }

  /**
   * Calls `fn(item)` for each item. The results are in the order of the items; the first failure
   * received rejects at once (CPython waits for the rest), and what has not started is dropped.
   */
  async map<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<ResultOf<R>[]> {
    const call = { fn, items, call: 'one', options } as const;
    return await collect<ResultOf<R>>(this.#open('map'), call).get();
  }

  /** As `map`, but returns at once; throws in the call what is wrong with the call. */
  mapAsync<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options: MapOptions & CallbackOptions<ResultOf<R>[]> = NO_OPTIONS,
  ): AsyncResult<ResultOf<R>[]> {
    const call = { fn, items, call: 'one', options } as const;
    return collect(this.#open('mapAsync'), call);
  }

  /** As `map`, with `fn(...tuple)` for each tuple of arguments. */
  async starmap<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<ResultOf<R>[]> {
    const call = { fn, items: argTuples, call: 'spread', options } as const;
    return await collect<ResultOf<R>>(this.#open('starmap'), call).get();
  }

  /** As `starmap`, but returns at once; throws in the call what is wrong with the call. */
  starmapAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options: MapOptions & CallbackOptions<ResultOf<R>[]> = NO_OPTIONS,
  ): AsyncResult<ResultOf<R>[]> {
    const call = { fn, items: argTuples, call: 'spread', options } as const;
    return collect(this.#open('starmapAsync'), call);
  }

  /**
   * As `map`, lazily: reads at most `bufferSize` items ahead and yields results as they come, in the
   * order of the items. An item that fails throws at its position, and `next` can be called again.
   */
  imap<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options: StreamOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<R>> {
    const call = { fn, items, call: 'one', options } as const;
    return stream(this.#open('imap'), call, 'input');
  }

  /** As `imap`, in the order in which the results come. */
  imapUnordered<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options: StreamOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<R>> {
    const call = { fn, items, call: 'one', options } as const;
    return stream(this.#open('imapUnordered'), call, 'completion');
  }

  /** As `imap`, with `fn(...tuple)` for each tuple of arguments. Not in CPython. */
  istarmap<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options: StreamOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<R>> {
    const call = { fn, items: argTuples, call: 'spread', options } as const;
    return stream(this.#open('istarmap'), call, 'input');
  }

  /** As `istarmap`, in the order in which the results come. Not in CPython. */
  istarmapUnordered<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options: StreamOptions = NO_OPTIONS,
  ): ResultIterator<ResultOf<R>> {
    const call = { fn, items: argTuples, call: 'spread', options } as const;
    return stream(this.#open('istarmapUnordered'), call, 'completion');
  }

  /**
   * A stage of a pipeline of Node's streams: what is written to it goes to `fn`, what that returns can
   * be read, in the order in which it was written. Holds back whoever writes while nobody reads. An item
   * that fails destroys the stream with its error. Not in CPython.
   *
   * @example
   * await pipeline(source, pool.through((x: number) => x * x), sink);
   */
  through<T, R>(fn: (item: T) => R, options: ThroughOptions = {}): Duplex {
    return new Through((items) => {
      const call = { fn, items, call: 'one', options } as const;
      return stream(this.#open('through'), call, 'input');
    });
  }

  /** No new work from now on; the workers end when all submitted work is done. May be repeated. */
  close(): void {
    if (this.#state !== 'running') return;
    this.#end('closed');
    this.#backend.close();
  }

  /** Ends everything now: pending work fails with PoolTerminatedError. Settles when no worker is left. */
  async terminate(): Promise<void> {
    if (this.#state !== 'terminated') {
      this.#end('terminated');
      this.#backend.terminate();
    }
    await this.#backend.ended();
  }

  /**
   * After `close` or `terminate`: settles when all submitted work is done and all workers have ended.
   * Open iterators are read to their end as if nobody waited for their reader.
   *
   * @throws PoolStateError if the pool is still running · TimeoutError after `timeout` ms; the end still
   *   comes.
   */
  async join(options: { readonly timeout?: number | undefined } = {}): Promise<void> {
    checkNames('options', options, ['timeout']);
    if (this.#state === 'running') throw new PoolStateError('Pool is still running');
    this.#backend.hurry();
    const ended = this.#backend.ended();
    if (options.timeout === undefined) await ended;
    else await endedWithin(ended, checkMs('timeout', options.timeout));
  }

  /** Settles when every worker has started and run its initializer; rejects if they cannot. */
  async ready(): Promise<void> {
    if (this.#state !== 'running') throw new PoolStateError('Pool not running');
    await this.#backend.ready();
  }

  /** The end of an `await using` block terminates, as the end of CPython's `with` does. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  #end(state: 'closed' | 'terminated'): void {
    this.#state = state;
    FORGOTTEN.unregister(this);
  }

  /** What a call through `method` needs of this pool, if it is open. */
  #open(method: Method): CallContext {
    if (this.#state !== 'running') throw new PoolStateError('Pool not running');
    return { backend: this.#backend, method, submitted: this.#stacks.capture(this[method]) };
  }
}

async function endedWithin(ended: Promise<void>, limitMs: number): Promise<void> {
  await within(
    ended,
    limitMs,
    () => new TimeoutError(`the workers had not ended after ${limitMs} ms`),
  );
}
