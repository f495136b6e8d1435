/**
 * RUNS IN THE WORKER. Some records through the user's function, and their results into one partial (`--count-by`, `--reduce`):
 * only that travels back, and what failed.
 *
 *    [r1 r2 r3 …] ── function ──► results ── key, counted · joined two by two ──► { counts } · { value }
 */
import { currentWorker } from '../core/base/current-worker.ts';
import { asJson, toJson } from './outputs/formats.ts';
import { loadExport } from './probe.ts';
import { thrownText } from '../core/base/thrown-text.ts';

export type FunctionName = readonly [module: string, name: string];

export interface FoldPlan {
  readonly fn: FunctionName;
  /** Of `--count-by`. */
  readonly key?: FunctionName;
  /** Of `--reduce`. */
  readonly join?: FunctionName;
  readonly stopsAtFailure: boolean;
  readonly isTimed: boolean;
  /** Results become what their JSON is: what a checkpoint keeps is no other value than what was joined. */
  readonly isSaved: boolean;
}

/** One array, because an item of a stream is one argument. */
export type FoldItem = readonly [plan: FoldPlan, values: readonly unknown[]];

/** When and for how long each record ran, for the job log. */
export interface Timing {
  readonly startedAtMs: number;
  readonly durationMs: number;
}

export interface FoldedBatch {
  /** So many of the records have run: all, unless one has failed and that ends the run. */
  readonly done: number;
  readonly failures: readonly (readonly [index: number, error: unknown])[];
  /** The JSON of each key, and how often it came. */
  readonly counts: readonly (readonly [key: string, count: number])[];
  /** What was joined, if there was something. */
  readonly joined: { readonly value: unknown } | undefined;
  readonly timings: readonly Timing[];
  readonly worker: number | undefined;
  readonly durationMs: number;
}

export async function foldBatch([plan, values]: FoldItem): Promise<FoldedBatch> {
  const [fn, finish] = await Promise.all([load(plan.fn), load(plan.key ?? plan.join)]);
  const folding = new Folding(plan, finish);
  const from = performance.now();
  const failures: [index: number, error: unknown][] = [];
  const timings: Timing[] = [];
  let done = 0;
  for (const value of values) {
    const startedAtMs = plan.isTimed ? Date.now() : 0;
    const startedAt = performance.now();
    try {
      const result = fn(value);
      // A promise is waited for only where there is one.
      const step = folding.add(result instanceof Promise ? await result : result);
      if (step !== undefined) await step;
    } catch (error) {
      if (error instanceof JoinError) throw error;
      failures.push([done, error]);
    }
    if (plan.isTimed) timings.push({ startedAtMs, durationMs: performance.now() - startedAt });
    done += 1;
    if (plan.stopsAtFailure && failures.length > 0) break;
  }
  const { counts, joined } = folding;
  const durationMs = performance.now() - from;
  return {
    done,
    failures,
    counts: [...counts],
    joined,
    timings,
    worker: currentWorker()?.id,
    durationMs,
  };
}

type Loaded = (...args: unknown[]) => unknown;

async function load(name: FunctionName | undefined): Promise<Loaded> {
  return name === undefined ? () => undefined : await loadExport(...name);
}

/** The user's function of `--reduce` has failed: no single record is to blame. */
export class JoinError extends Error {
  override readonly name = 'JoinError';
}

class Folding {
  readonly counts = new Map<string, number>();
  joined: FoldedBatch['joined'];
  readonly #plan: FoldPlan;
  readonly #finish: Loaded;

  constructor(plan: FoldPlan, finish: Loaded) {
    this.#plan = plan;
    this.#finish = finish;
  }

  /** A promise only where there is one to wait for. */
  add(result: unknown): Promise<void> | undefined {
    if (this.#plan.join !== undefined) return this.#join(result);
    const key = this.#finish(result);
    if (key instanceof Promise) return key.then((later) => this.#count(later));
    this.#count(key);
    return undefined;
  }

  #count(key: unknown): void {
    const text = toJson(key);
    this.counts.set(text, (this.counts.get(text) ?? 0) + 1);
  }

  #join(result: unknown): Promise<void> | undefined {
    const value = this.#plan.isSaved ? asJson(result) : result;
    if (this.joined === undefined) {
      this.joined = { value };
      return undefined;
    }
    const all = this.#call(this.joined.value, value);
    if (!(all instanceof Promise)) this.joined = { value: all };
    else
      return all.then(
        (later) => void (this.joined = { value: later }),
        (error: unknown) => fail(error),
      );
    return undefined;
  }

  #call(before: unknown, value: unknown): unknown {
    try {
      return this.#finish(before, value);
    } catch (error) {
      return fail(error);
    }
  }
}

function fail(cause: unknown): never {
  throw new JoinError(thrownText(cause), { cause });
}
