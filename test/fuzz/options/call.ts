/** Makes one planned call on a pool, and says what is wrong with what comes of it. */
import type { AsyncResult, Pool, Progress, ResultIterator } from 'manyhands';
import type { CallPlan } from './call-plan.ts';
import { square, squareLater, squareOf, squareOfLater } from './task.ts';

type Pair = readonly [number, readonly number[]];

/** What runs on an item: with two arguments, and with one. */
interface Tasks {
  readonly one: (x: number, failing: readonly number[]) => unknown;
  readonly of: (pair: Pair) => unknown;
}

/** A fault in words, or nothing. */
export async function faultOf(pool: Pool, plan: CallPlan): Promise<string | undefined> {
  return new Call(pool, plan).run();
}

class Call {
  readonly #pool: Pool;
  readonly #plan: CallPlan;
  readonly #progress: Progress[] = [];
  readonly #told: unknown[] = [];
  #isSourceOpen = false;

  constructor(pool: Pool, plan: CallPlan) {
    this.#pool = pool;
    this.#plan = plan;
  }

  async run(): Promise<string | undefined> {
    const { method } = this.#plan;
    if (method.startsWith('i')) return this.#stream(this.#iterator());
    const call = this.#collected();
    try {
      return this.#judge(await call);
    } catch (error) {
      return this.#judgeFailure(error);
    }
  }

  #collected(): PromiseLike<unknown> {
    const { one, of } = this.#tasks();
    const pool = this.#pool;
    // The types of sources and options differ by method; the plan has made sure that they fit.
    const items = this.#items() as Iterable<Pair>;
    const options = this.#options();
    switch (this.#plan.method) {
      case 'apply':
        return pool.apply(one, [this.#x, this.#plan.failing], options);
      case 'applyAsync':
        return this.#asked(pool.applyAsync(one, [this.#x, this.#plan.failing], options));
      case 'map':
        return pool.map(of, items, options);
      case 'mapAsync':
        return this.#asked(pool.mapAsync(of, items, options));
      case 'starmap':
        return pool.starmap(one, items, options);
      case 'starmapAsync':
        return this.#asked(pool.starmapAsync(one, items, options));
      default:
        throw new Error(`${this.#plan.method} is no call that collects`);
    }
  }

  #tasks(): Tasks {
    return this.#plan.isAsync
      ? { one: squareLater, of: squareOfLater }
      : { one: square, of: squareOf };
  }

  async #asked(result: AsyncResult<unknown>): Promise<unknown> {
    await result.wait();
    if (!result.ready()) throw new Error('not ready after wait');
    const value = await result.get();
    if (!result.successful()) throw new Error('not successful after get');
    return value;
  }

  #iterator(): ResultIterator<unknown> {
    const { one, of } = this.#tasks();
    const items = this.#items() as Iterable<Pair>; // as in `#collected`
    const options = this.#options();
    switch (this.#plan.method) {
      case 'imap':
        return this.#pool.imap(of, items, options);
      case 'imapUnordered':
        return this.#pool.imapUnordered(of, items, options);
      case 'istarmap':
        return this.#pool.istarmap(one, items, options);
      default:
        return this.#pool.istarmapUnordered(one, items, options);
    }
  }

  async #stream(results: ResultIterator<unknown>): Promise<string | undefined> {
    const seen: string[] = [];
    const { readsOnly } = this.#plan;
    while (readsOnly === undefined || seen.length < readsOnly) {
      try {
        const next = await results.next();
        if (next.done === true) break;
        seen.push(String(next.value));
      } catch (error) {
        seen.push(String(error));
      }
      if (seen.length > this.#plan.count + 1) return 'the iterator gives more than there are items';
    }
    await results.return();
    return this.#judgeStream(seen, await results.next());
  }

  #judgeStream(seen: readonly string[], last: IteratorResult<unknown>): string | undefined {
    const expected = this.#expectedStream();
    const isWhole = seen.length === expected.length;
    if (last.done !== true) return 'the iterator goes on after its end';
    if (this.#isSourceOpen) return 'the source is not closed';
    if (this.#plan.readsOnly === undefined && !isWhole) {
      return `${seen.length} results, not ${expected.length}`;
    }
    if (this.#plan.method.endsWith('Unordered')) {
      const strange = seen.filter((one) => !expected.includes(one));
      return strange.length > 0 || new Set(seen).size < seen.length
        ? `unordered results are not those of the items: ${strange.join()}`
        : undefined;
    }
    const at = seen.findIndex((one, index) => one !== expected[index]);
    if (at >= 0) return `result ${at} is ${seen[at]}, not ${expected[at]}`;
    // Who has all results and stops there has not asked whether there are more: the total may be unknown.
    return isWhole && this.#plan.readsOnly === undefined
      ? this.#judgeProgress(expected.length)
      : undefined;
  }

  #expectedStream(): string[] {
    const { failing, sourceFailsAt = 0, count } = this.#plan;
    const end = this.#isCutShort() ? sourceFailsAt : count;
    const results = Array.from({ length: end }, (_, x) => attempt(x, failing));
    return this.#isCutShort() ? [...results, 'Error: source'] : results;
  }

  /** The source fails before its end: how many items there are in all is not known. */
  #isCutShort(): boolean {
    const { count, sourceFailsAt } = this.#plan;
    return this.#canSourceFail() && (sourceFailsAt ?? count) < count;
  }

  #canSourceFail(): boolean {
    return this.#plan.source.endsWith('generator');
  }

  #judge(value: unknown): string | undefined {
    const { method, count, failing } = this.#plan;
    const isApply = method.startsWith('apply');
    const failed = (isApply ? [this.#x] : [...Array(count).keys()]).filter((x) =>
      failing.includes(x),
    );
    if (failed.length > 0) return `succeeds although item ${failed[0]} fails`;
    if (!isApply && this.#isCutShort()) {
      return 'succeeds although the source fails';
    }
    const expected = isApply ? this.#x ** 2 : Array.from({ length: count }, (_, x) => x * x);
    if (JSON.stringify(value) !== JSON.stringify(expected)) {
      return `the result is ${JSON.stringify(value)}`;
    }
    if (this.#isSourceOpen) return 'the source is not closed';
    return this.#judgeCallback(value) ?? this.#judgeProgress(isApply ? 1 : count);
  }

  #judgeFailure(error: unknown): string | undefined {
    const { method, count, failing } = this.#plan;
    const items = method.startsWith('apply') ? [this.#x] : [...Array(count).keys()];
    const allowed = items.filter((x) => failing.includes(x)).map((x) => `RangeError: item ${x}`);
    const isSource = this.#isCutShort();
    const texts = isSource && !method.startsWith('apply') ? [...allowed, 'Error: source'] : allowed;
    if (!texts.includes(String(error))) return `fails with ${String(error)}`;
    if (this.#isSourceOpen) return 'the source is not closed';
    return method.endsWith('Async') && this.#told.length !== 1
      ? `errorCallback is called ${this.#told.length} times`
      : undefined;
  }

  #judgeCallback(value: unknown): string | undefined {
    if (!this.#plan.method.endsWith('Async')) return undefined;
    // Empty input calls nobody back, as in CPython.
    const times = this.#plan.count === 0 && !this.#plan.method.startsWith('apply') ? 0 : 1;
    if (this.#told.length !== times) return `callback is called ${this.#told.length} times`;
    return times === 0 || this.#told[0] === value ? undefined : 'callback is told another value';
  }

  #judgeProgress(total: number): string | undefined {
    const { hasProgress, failing } = this.#plan;
    if (!hasProgress || total === 0 || failing.length > 0 || this.#isCutShort()) return undefined;
    const done = this.#progress.map((one) => one.done);
    if (done.some((one, index) => one < (done[index - 1] ?? 0))) return 'progress goes backwards';
    const last = this.#progress.at(-1);
    if (last?.done === total && last.total === total) return undefined;
    return `the last progress is ${JSON.stringify(last)}, not ${total}`;
  }

  get #x(): number {
    return this.#plan.count;
  }

  #items(): unknown {
    const { source, count, failing } = this.#plan;
    const pairs = Array.from({ length: count }, (_, x): Pair => [x, failing]);
    switch (source) {
      case 'generator':
        return this.#generator(pairs);
      case 'async generator':
        return this.#asyncGenerator(pairs);
      case 'set':
        return new Set(pairs);
      default:
        return pairs;
    }
  }

  *#generator(pairs: readonly Pair[]): Generator<Pair> {
    this.#isSourceOpen = true;
    try {
      for (const pair of pairs) {
        if (pair[0] === this.#plan.sourceFailsAt) throw new Error('source');
        yield pair;
      }
    } finally {
      this.#isSourceOpen = false;
    }
  }

  async *#asyncGenerator(pairs: readonly Pair[]): AsyncGenerator<Pair> {
    yield* this.#generator(pairs);
  }

  #options(): object {
    const { method, chunkSize, bufferSize, retries, timeout, hasSignal, hasProgress } = this.#plan;
    const isApply = method.startsWith('apply');
    const tell = (value: unknown): void => void this.#told.push(value);
    return {
      retries,
      timeout,
      ...(hasSignal && { signal: new AbortController().signal }),
      ...(hasProgress && { onProgress: (one: Progress) => this.#progress.push(one) }),
      ...(!isApply && { chunkSize }),
      ...(method.startsWith('i') && { bufferSize }),
      ...(method.endsWith('Async') && { callback: tell, errorCallback: tell }),
    };
  }
}

function attempt(x: number, failing: readonly number[]): string {
  try {
    return String(square(x, failing));
  } catch (error) {
    return String(error);
  }
}
