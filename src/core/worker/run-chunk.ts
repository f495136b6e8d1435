/**
 * Runs your function on the items of one chunk, one after another.
 *
 * Tasks that return plain values never meet a promise here: a million of them would cost more in
 * microtasks than in work. The first task that returns a promise leaves what follows to `finish`.
 */
import { clearTimeout, setTimeout } from 'node:timers';
import { isMoved, MOVED, type MovedMarker } from '../base/moved.ts';
import type { ErrorPayload } from '../base/payload.ts';
import { isThenable } from '../base/thenable.ts';
import type { ChunkResult, RunChunk } from '../wire/messages.ts';
import { NumberRange } from '../wire/list/number-range.ts';
import { ValueList } from '../wire/list/numbers.ts';
import { type Block, UnbuiltItems } from '../wire/list/unbuilt-items.ts';
import { giveBack, LONG_LIST } from '../wire/list-memory.ts';
import { takeBackStores, task } from './entered-stores.ts';
import { FAILURES } from './load-failures.ts';
import type { TaskFunction } from './task-function.ts';

const { hrtime } = process;

/**
 * Now, for durations. Not by `performance`: when a process or a thread first says that, Node loads `perf_hooks`, which takes
 * 1.6 ms of its start.
 */
export function clockMs(): number {
  const now = hrtime();
  return now[0] * 1000 + now[1] / 1e6; // seconds, nanoseconds
}

/** Not by `...`: in Node 20 the first copies have another shape than those after them, and all code is compiled for both. */
export function withRunMs(
  { id, from, values, errors, covers }: ChunkResult,
  runMs: number,
): ChunkResult {
  return covers === undefined
    ? { id, from, values, errors, runMs }
    : { id, from, values, errors, runMs, covers };
}

export interface ChunkEvents {
  /** Before each task of a timed chunk, with the results of those before it; a promise to wait for. */
  onStart(offset: number, before: ChunkResult): Promise<void> | undefined;
  /** The task at `offset` takes long; those behind it do not run here. As `onStart`, with the results of those before. */
  onWait(offset: number, before: ChunkResult): Promise<void> | undefined;
  /** A task gives these away with its result. */
  onMove(buffers: readonly ArrayBuffer[]): void;
  /** Before each task of a chunk that talks; false: it is not begun, and the chunk ends here. */
  onTask?(offset: number): boolean;
  /** For how long of its time the last task was held up by its reader. */
  takeHeldMs?(): number;
}

export function runChunk(
  fn: TaskFunction,
  chunk: RunChunk,
  events: ChunkEvents,
): ChunkResult | Promise<ChunkResult> {
  const run = new ChunkRun(fn, chunk, events);
  const { timed, budgetMs, talk } = chunk.spec;
  const isWatched = timed || budgetMs > 0 || talk !== undefined;
  let waiting = isWatched ? undefined : run.rush();
  while (waiting === undefined && !run.isOver) waiting = run.step();
  return waiting === undefined ? run.takeResult() : finish(run, waiting);
}

async function finish(run: ChunkRun, first: Promise<void>): Promise<ChunkResult> {
  const stopWatching = run.watch();
  await first;
  while (!run.isOver) await run.step();
  await stopWatching();
  return run.takeResult();
}

async function nothing(): Promise<void> {}

class ChunkRun {
  readonly #fn: TaskFunction;
  readonly #chunk: RunChunk;
  readonly #items: ArrayLike<unknown> | UnbuiltItems;
  readonly #events: ChunkEvents;
  readonly #stopAtMs: number;
  #values: unknown[] = [];
  /** The values of all items, where nothing but plain values came; then `#values` is not used. */
  #all: ArrayLike<unknown> | undefined;
  #errors: [number, ErrorPayload][] = [];
  /** Of the next task. */
  #offset = 0;
  /** Of the first task whose outcome has not been taken. */
  #from = 0;
  #hasFailed = false;
  /** No task from this offset on is run here. */
  #end: number;
  /** How long the last task of a timed chunk took. */
  #lastMs = 0;

  constructor(fn: TaskFunction, chunk: RunChunk, events: ChunkEvents) {
    this.#fn = fn;
    this.#chunk = chunk;
    const { items } = chunk;
    this.#items = items instanceof NumberRange ? items.toNumbers() : items;
    this.#events = events;
    this.#end = this.#items.length;
    const { budgetMs } = chunk.spec;
    this.#stopAtMs = budgetMs === 0 ? Number.POSITIVE_INFINITY : clockMs() + budgetMs;
  }

  get isOver(): boolean {
    const { budgetMs } = this.#chunk.spec;
    if (this.#offset >= this.#end || this.#isStopped) return true;
    return budgetMs > 0 && this.#offset > 0 && clockMs() >= this.#stopAtMs;
  }

  get #isStopped(): boolean {
    return this.#hasFailed && this.#chunk.spec.onError === 'stop';
  }

  /** Runs the next task; a promise if that task is not done yet. */
  step(): Promise<void> | undefined {
    if (this.#events.onTask?.(this.#offset) === false) {
      this.#end = this.#offset;
      return undefined;
    }
    return this.#chunk.spec.timed ? this.#stepTimed() : this.#runNext();
  }

  /**
   * For tasks that wait: those behind one that does may be what it waits for. Returns what to call in the end; when that
   * settles, all has been told.
   */
  watch(): () => Promise<void> {
    const { budgetMs } = this.#chunk.spec;
    if (budgetMs === 0 || this.#items.length === 1) return nothing;
    let telling: Promise<void> | undefined;
    const timer = setTimeout(() => {
      telling = this.#handBack();
    }, budgetMs);
    return async () => {
      clearTimeout(timer);
      await telling;
    };
  }

  #handBack(): Promise<void> | undefined {
    const waiting = this.#offset;
    const isAlone = this.#from === waiting && waiting + 1 === this.#end;
    if (isAlone || waiting >= this.#end || this.#isStopped) return undefined;
    this.#end = waiting + 1;
    return this.#events.onWait(waiting, this.takeResult());
  }

  #stepTimed(): Promise<void> | undefined {
    const telling = this.#events.onStart(this.#offset, this.takeResult());
    return telling === undefined ? this.#timeNext() : telling.then(() => this.#timeNext());
  }

  #timeNext(): Promise<void> | undefined {
    const startedAtMs = clockMs();
    const running = this.#runNext();
    const note = (): void => {
      this.#lastMs = clockMs() - startedAtMs - (this.#events.takeHeldMs?.() ?? 0);
    };
    if (running !== undefined) return running.then(note);
    note();
    return undefined;
  }

  #runNext(): Promise<void> | undefined {
    task.isRunning = true;
    try {
      const value = this.#call(this.#itemAt(this.#offset));
      if (isThenable(value)) return this.#settle(value);
      this.#succeed(value);
    } catch (error) {
      return this.#fail(error);
    } finally {
      task.isRunning = false;
      if (task.entered.length > 0) takeBackStores();
    }
    return undefined;
  }

  /**
   * Begins the chunk: runs its tasks as long as they return plain values. The same as `step` over and
   * over, as a bare loop: a million tiny tasks take a third of the time that way.
   */
  rush(): Promise<void> | undefined {
    const items = this.#items;
    const values = new ValueList(items.length);
    while (this.#offset < items.length) {
      const isUnbuilt = items instanceof UnbuiltItems;
      const block = isUnbuilt ? items.blockWith(this.#offset) : { from: 0, items };
      const waiting = this.#rushThrough(block, values);
      if (waiting !== undefined || this.#hasFailed) return waiting;
    }
    this.#all = values.take();
    if (items instanceof UnbuiltItems) items.giveBack();
    else if (items.length >= LONG_LIST) giveBack(items); // tasks have seen its numbers, one by one
    return undefined;
  }

  #itemAt(offset: number): unknown {
    const items = this.#items;
    return items instanceof UnbuiltItems ? items.at(offset) : items[offset];
  }

  #rushThrough({ from, items }: Block, values: ValueList): Promise<void> | undefined {
    const fn = this.#fn;
    const { call } = this.#chunk.spec;
    let done = this.#offset - from;
    task.isRunning = true;
    try {
      for (; done < items.length; done += 1) {
        const value = call === 'one' ? fn(items[done]) : fn(...(items[done] as Iterable<unknown>));
        if (task.entered.length > 0) takeBackStores();
        if (isPrimitive(value)) {
          values.set(from + done, value); // most results: neither a promise nor a marker
          continue;
        }
        if (isThenable(value)) {
          this.#cutOff(values, from + done);
          return this.#settle(value);
        }
        values.set(from + done, isMoved(value) ? this.#unwrap(value) : value);
      }
    } catch (error) {
      this.#cutOff(values, from + done);
      return this.#fail(error);
    } finally {
      task.isRunning = false;
      if (task.entered.length > 0) takeBackStores();
    }
    this.#offset = from + items.length;
    return undefined;
  }

  /** The first `done` tasks have a value. */
  #cutOff(values: ValueList, done: number): void {
    this.#values = values.takeFirst(done);
    this.#offset = done;
  }

  /** What is known so far and was not taken before. */
  takeResult(): ChunkResult {
    const { id } = this.#chunk;
    const values = this.#all ?? this.#values;
    const result = { id, from: this.#from, values, errors: this.#errors, runMs: this.#lastMs };
    this.#from = this.#offset;
    this.#all = undefined;
    this.#values = [];
    this.#errors = [];
    return result;
  }

  #call(item: unknown): unknown {
    // Calls a plain function as a plain function: `this` is undefined, as in the caller's own loop.
    const fn = this.#fn;
    return this.#chunk.spec.call === 'one' ? fn(item) : fn(...(item as Iterable<unknown>));
  }

  async #settle(value: PromiseLike<unknown>): Promise<void> {
    try {
      this.#succeed(await value);
    } catch (error) {
      await this.#fail(error);
    }
  }

  #succeed(value: unknown): void {
    this.#values.push(isMoved(value) ? this.#unwrap(value) : value);
    this.#offset += 1;
  }

  #unwrap(moved: MovedMarker<unknown>): unknown {
    this.#events.onMove(moved[MOVED]);
    return moved.value;
  }

  #fail(error: unknown): Promise<void> | undefined {
    const item = this.#itemAt(this.#offset);
    const isSpread = this.#chunk.spec.call === 'spread';
    const payload = FAILURES.with(({ describeFailure, explainSpread }) =>
      describeFailure(isSpread ? explainSpread(item, error) : error),
    );
    if (payload instanceof Promise) return payload.then((loaded) => this.#noteFailure(loaded));
    this.#noteFailure(payload);
    return undefined;
  }

  #noteFailure(payload: ErrorPayload): void {
    this.#errors.push([this.#offset, payload]);
    this.#hasFailed = true;
    this.#offset += 1;
  }
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' && typeof value !== 'function';
}
