/**
 * Runs one chunk of a chain: block by block, with a look at the clock now and then, and gives its partial.
 *
 *    items ── block of at most 512 ──► gathered ── … ──► partial, and how many items it covers
 *                     │
 *                     └── a promise: from here on, item by item (steps.ts)
 *
 * A chunk that takes longer than it may hands back what has not begun: its partial covers fewer items.
 */
import type { Chain } from '../../base/chain.ts';
import { type BuiltItems, NumberRange } from '../../wire/list/number-range.ts';
import { UnbuiltItems } from '../../wire/list/unbuilt-items.ts';
import type { ChunkResult, RunChunk } from '../../wire/messages.ts';
import { takeBackStores, task } from '../entered-stores.ts';
import { FAILURES } from '../load-failures.ts';
import type { TaskFunction } from '../task-function.ts';
import type { KeptClasses } from '../with-classes.ts';
import { CompiledChain } from './compiled-chain.ts';
import { beginGathering, ENDS, type Gathering } from './ends.ts';
import { Steps } from './steps.ts';

/** What was made of each chain; a chain is loaded once. */
const compiled = new WeakMap<TaskFunction, CompiledChain>();

/** `fn` gives the chain; `keeper` keeps classes in items and in what is sent back, if the pool has any. */
export function runFlow(
  fn: TaskFunction,
  chunk: RunChunk,
  keeper: KeptClasses | undefined,
): ChunkResult | Promise<ChunkResult> {
  let chain = compiled.get(fn);
  if (chain === undefined) {
    chain = new CompiledChain(fn() as Chain<TaskFunction>); // as `encodeChain` has made it
    compiled.set(fn, chain);
  }
  return new FlowRun(chain, chunk, keeper).run();
}

class FlowRun {
  readonly #chain: CompiledChain;
  readonly #chunk: RunChunk;
  readonly #keeper: KeptClasses | undefined;
  readonly #stopAtMs: number;
  #items: BuiltItems;
  /** Of the next item. */
  #at = 0;
  #gathering: Gathering | undefined;
  #steps: Steps | undefined;

  constructor(chain: CompiledChain, chunk: RunChunk, keeper: KeptClasses | undefined) {
    this.#chain = chain;
    this.#chunk = chunk;
    this.#keeper = keeper;
    this.#items = builtItems(chunk);
    const { budgetMs } = chunk.spec;
    this.#stopAtMs = budgetMs === 0 ? Number.POSITIVE_INFINITY : performance.now() + budgetMs;
  }

  run(): ChunkResult | Promise<ChunkResult> {
    try {
      this.#inTask(() => this.#begin());
      const waiting = this.#gathering?.waiting;
      if (waiting !== undefined) return this.#finish(waiting);
      return this.#result();
    } catch (error) {
      return this.#failure(error);
    }
  }

  #begin(): void {
    const { chain } = this.#chain;
    if (this.#keeper !== undefined && !(this.#items instanceof NumberRange))
      this.#items = Array.from(this.#items, (item) => this.#keeper?.decode(item));
    this.#gathering = beginGathering(chain.end);
    this.#steps = new Steps(chain, this.#gathering);
    this.#rush(this.#gathering, this.#steps);
  }

  #rush(gathering: Gathering, steps: Steps): void {
    const items = this.#items;
    const block = this.#chain.blockFor(items);
    const { pace } = this.#chain;
    let sinceMs = performance.now();
    // One lap in any event: a worker that had to wait for its core must not hand back all it was given.
    do {
      const lapEnd = Math.min(this.#at + pace.lap, items.length);
      while (this.#at < lapEnd && !gathering.isFull) {
        const to = Math.min(this.#at + pace.block, lapEnd);
        this.#at = block(items, { from: this.#at, to }, steps);
        if (gathering.waiting !== undefined) return;
      }
      sinceMs = pace.observe(sinceMs);
    } while (this.#at < items.length && !gathering.isFull && sinceMs < this.#stopAtMs);
  }

  /** Goes on where a stage has returned a promise, one item after another. */
  async #finish(first: Promise<void>): Promise<ChunkResult> {
    try {
      await first;
      this.#at += 1;
      while (this.#mayGoOn()) {
        const going = this.#inTask(() => this.#steps?.push(0, this.#itemAt(this.#at)));
        if (going !== undefined) await going;
        this.#at += 1;
      }
      return this.#result();
    } catch (error) {
      return await this.#failure(error);
    }
  }

  #mayGoOn(): boolean {
    if (this.#at >= this.#items.length || this.#gathering?.isFull === true) return false;
    return performance.now() < this.#stopAtMs;
  }

  #itemAt(at: number): unknown {
    return this.#items instanceof NumberRange ? this.#items.at(at) : this.#items[at];
  }

  /** What the caller's code enters meanwhile is taken back behind it. */
  #inTask<T>(run: () => T): T {
    task.isRunning = true;
    try {
      return run();
    } finally {
      task.isRunning = false;
      if (task.entered.length > 0) takeBackStores();
    }
  }

  #result(): ChunkResult {
    const { isFull = false, acc } = this.#gathering ?? {};
    const taken = ENDS[this.#chain.chain.end.kind].take(acc);
    const values =
      this.#keeper === undefined ? taken : taken.map((each) => this.#keeper?.encode(each));
    const covers = isFull ? this.#items.length : this.#at; // what lies behind is not wanted
    return { id: this.#chunk.id, from: 0, values, errors: [], runMs: 0, covers };
  }

  #failure(error: unknown): ChunkResult | Promise<ChunkResult> {
    const { id } = this.#chunk;
    const covers = Math.min(this.#at + 1, this.#items.length);
    return FAILURES.with(({ describeFailure }) => ({
      id,
      from: 0,
      values: [],
      errors: [[0, describeFailure(error)]],
      runMs: 0,
      covers,
    }));
  }
}

function builtItems({ items }: RunChunk): BuiltItems {
  return items instanceof UnbuiltItems ? items.buildAll() : items;
}
