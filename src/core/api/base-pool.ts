/**
 * The public methods, the same for every pool: is it open, make a job, hand it on.
 *
 *    pool.map(f, xs) ──► api/calls.ts: check, encode f, make a Job ──► Backend ──► workers
 *
 * Each public method is one line of that; what happens in between is told in `docs/design.md`. What kind
 * of pool it is, and where its workers are, is the backend's business: see `schedule/backend.ts`.
 */
import type { AnyPool, WorkerInfo } from './any-pool.ts';
import { type AsyncResult, resolveWith } from './async-result.ts';
import { checkArguments } from '../base/check.ts';
import { PoolStateError } from '../base/errors.ts';
import type { Outcome } from '../base/outcome.ts';
import {
  type AnyCallOptions,
  type BroadcastOptions,
  type CallbackOptions,
  type CallOptions,
  checkCallOptions,
  type FlowOptions,
  type GeneratorOptions,
  type MapOptions,
  type Method,
  NO_OPTIONS,
  type StreamOptions,
  type ThroughOptions,
} from './call-options.ts';
import { assertTalks, broadcastCall } from './broadcast.ts';
import { CallerStacks, SECOND } from './caller-stack.ts';
import { applyOne, callOne, collect } from './calls.ts';
import type { ApplyRequest, CallContext } from './requests.ts';
import type { AnyFunction } from '../codec/function/task.ts';
import type { OnOutcome } from '../job/apply-job.ts';
import { forbidCrossing } from '../codec/crossing/forbid-crossing.ts';
import { UNCLOSED } from './unclosed-pools.ts';
import { stream } from './stream-call.ts';
import { beginFlow, type Flow } from './flow.ts';
import { checkIterable } from '../items/read-items.ts';
import type { ResultIterator } from './result-iterator.ts';
import type { Backend, PoolState } from '../schedule/backend.ts';
import type { PoolStats } from '../schedule/pool-stats.ts';
import { describePool, showAs } from './inspected.ts';
import type { Items } from '../items/open-iterator.ts';
import { openThrough } from './through.ts';
import type { TypedDuplex } from './typed-duplex.ts';
import { notePoolEnd } from './unseen-failures.ts';
import { resolveWait, waitFor, type WaitOptions } from './wait-options.ts';

type OneByOne = StreamOptions<boolean>;
/** What is in it, the type of the caller's function says. */
type UnknownResults = ResultIterator<never>;

/** `Pool`, `ThreadPool` and `ClusterPool` are made; this is not. What each method does is told in any-pool.ts. */
export abstract class BasePool implements AnyPool {
  static {
    showAs<BasePool>(BasePool, (pool) => describePool(pool.constructor.name, pool.#backend));
  }

  readonly #backend: Backend;
  readonly #stacks = new CallerStacks();
  readonly #stacksOfAwaited = new CallerStacks(SECOND);

  /** `name` is what warnings call it. */
  protected constructor(backend: Backend, name: string) {
    this.#backend = backend;
    forbidCrossing(this, 'a Pool: pool objects cannot be passed between processes or pickled');
    UNCLOSED.register(this, { backend, name }, this);
  }

  get state(): PoolState {
    return this.#backend.state;
  }

  get workers(): readonly WorkerInfo[] {
    return Array.from(this.#backend.workers, ({ id, pid, threadId, state }) =>
      threadId === undefined ? { id, pid, state } : { id, pid, threadId, state },
    );
  }

  apply<R>(fn: () => R, args?: readonly [], options?: CallOptions): Promise<Awaited<R>>;
  apply<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: CallOptions,
  ): Promise<Awaited<R>>;
  apply<R>(
    fn: (...args: never[]) => R,
    args?: unknown,
    options: CallOptions = NO_OPTIONS,
  ): Promise<Awaited<R>> {
    // One promise, one function and no `AsyncResult`: programs have a hundred thousand of these waiting.
    return new Promise((resolve) => {
      const context = this.#openAwaited('apply');
      callOne(context, requestOne(fn, args, options), resolveWith as OnOutcome, resolve);
    });
  }

  applyAsync<R>(
    fn: () => R,
    args?: readonly [],
    options?: CallOptions & CallbackOptions<Awaited<R>>,
  ): AsyncResult<Awaited<R>>;
  applyAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    args: Readonly<A>,
    options?: CallOptions & CallbackOptions<Awaited<R>>,
  ): AsyncResult<Awaited<R>>;
  applyAsync<R>(
    fn: (...args: never[]) => R,
    args?: unknown,
    options: CallOptions & CallbackOptions<Awaited<R>> = NO_OPTIONS,
  ): AsyncResult<Awaited<R>> {
    const context = this.#openAwaited('applyAsync');
    return applyOne(context, requestOne(fn, args, options));
  }

  async map<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<Awaited<R>[]> {
    const call = { fn, items, call: 'one', options } as const;
    return await collect<Awaited<R>>(this.#openAwaited('map'), call).get();
  }

  mapAsync<T, R>(
    fn: (item: T) => R,
    items: Items<T>,
    options: MapOptions & CallbackOptions<Awaited<R>[]> = NO_OPTIONS,
  ): AsyncResult<Awaited<R>[]> {
    const call = { fn, items, call: 'one', options } as const;
    return collect(this.#openAwaited('mapAsync'), call);
  }

  async starmap<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options: MapOptions = NO_OPTIONS,
  ): Promise<Awaited<R>[]> {
    const call = { fn, items: argTuples, call: 'spread', options } as const;
    return await collect<Awaited<R>>(this.#openAwaited('starmap'), call).get();
  }

  starmapAsync<A extends readonly unknown[], R>(
    fn: (...args: A) => R,
    argTuples: Items<Readonly<A>>,
    options: MapOptions & CallbackOptions<Awaited<R>[]> = NO_OPTIONS,
  ): AsyncResult<Awaited<R>[]> {
    const call = { fn, items: argTuples, call: 'spread', options } as const;
    return collect(this.#openAwaited('starmapAsync'), call);
  }

  // Which function gives which results is told in `AnyPool`: here any function does, and what it gives is not known.

  imap(fn: AnyFunction, items: Items<unknown>, options: OneByOne = NO_OPTIONS): UnknownResults {
    return stream(this.#open('imap'), { fn, items, call: 'one', options }, 'input');
  }

  imapUnordered(
    fn: AnyFunction,
    items: Items<unknown>,
    options: OneByOne = NO_OPTIONS,
  ): UnknownResults {
    const context = this.#open('imapUnordered');
    return stream(context, { fn, items, call: 'one', options }, 'completion');
  }

  istarmap(fn: AnyFunction, items: Items<unknown>, options: OneByOne = NO_OPTIONS): UnknownResults {
    return stream(this.#open('istarmap'), { fn, items, call: 'spread', options }, 'input');
  }

  istarmapUnordered(
    fn: AnyFunction,
    items: Items<unknown>,
    options: OneByOne = NO_OPTIONS,
  ): UnknownResults {
    const context = this.#open('istarmapUnordered');
    return stream(context, { fn, items, call: 'spread', options }, 'completion');
  }

  stream(fn: AnyFunction, args?: unknown, options: GeneratorOptions = NO_OPTIONS): UnknownResults {
    const context = this.#open('stream');
    assertTalks(context);
    const items = [checkArguments('args', args)];
    return stream(context, { fn, items, call: 'spread', options, isFlat: true }, 'input');
  }

  through<T, R>(fn: (item: T) => R, options: ThroughOptions = {}): TypedDuplex<T, Awaited<R>> {
    const through = openThrough((items) => {
      const call = { fn, items, call: 'one', options } as const;
      return stream(this.#open('through'), call, 'input');
    });
    return through as unknown as TypedDuplex<T, Awaited<R>>; // a Duplex, with what is known of it besides
  }

  broadcast(
    fn: AnyFunction,
    args?: unknown,
    options: BroadcastOptions = NO_OPTIONS,
  ): Promise<never[]> {
    return new Promise((resolve) => {
      const context = this.#open('broadcast');
      const request = requestOne(fn, args, options);
      broadcastCall(context, request, (outcome) =>
        resolveWith(outcome as Outcome<never[]>, resolve),
      );
    });
  }

  stats(): PoolStats {
    return this.#backend.stats();
  }

  resetStats(): void {
    this.#backend.resetStats();
  }

  from<T>(items: Items<T>, options: FlowOptions = {}): Flow<T> {
    this.#assertOpen();
    checkIterable('items', items);
    const own = checkCallOptions('from', options);
    return beginFlow({ items, options: own, open: (end) => this.#open('from', end) });
  }

  close(): void {
    UNCLOSED.unregister(this);
    this.#backend.close();
  }

  async terminate(): Promise<void> {
    UNCLOSED.unregister(this);
    this.#backend.terminate();
    await this.#backend.ended();
    notePoolEnd(this.#backend);
  }

  async join(wait: number | WaitOptions = {}): Promise<void> {
    const limit = resolveWait(wait);
    if (this.state === 'running') throw new PoolStateError('Pool is still running');
    this.#backend.readEagerly();
    const late = (limitMs: number): string => `the workers had not ended after ${limitMs} ms`;
    await this.#backend.ended((ended) => waitFor(ended, limit, late));
    notePoolEnd(this.#backend);
  }

  async ready(wait: number | WaitOptions = {}): Promise<void> {
    const limit = resolveWait(wait);
    this.#assertOpen();
    const late = (limitMs: number): string => `not all workers were ready after ${limitMs} ms`;
    await this.#backend.ready((ready) => waitFor(ready, limit, late));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminate();
  }

  /** A pool that has ended by itself takes calls: they fail with its reason, which tells more than its state. */
  #assertOpen(): void {
    if (this.state === 'running' || this.#backend.failure !== undefined) return;
    throw new PoolStateError('Pool not running');
  }

  /** What a call through `method` needs of this pool, if it is open. The stack begins below what was `called`. */
  #open(method: Method, called: (...args: never[]) => unknown = this[method]): CallContext {
    this.#assertOpen();
    return { backend: this.#backend, method, submitted: this.#stacks.capture(called) };
  }

  /** As `#open`, for a method whose failure goes to one promise: so whoever awaits that is found. */
  #openAwaited(method: Method): CallContext {
    this.#assertOpen();
    const submitted = this.#stacksOfAwaited.capture(this[method]);
    return { backend: this.#backend, method, submitted };
  }
}

function requestOne(fn: AnyFunction, args: unknown, options: AnyCallOptions): ApplyRequest {
  return { fn, items: checkArguments('args', args), call: 'spread', options };
}
