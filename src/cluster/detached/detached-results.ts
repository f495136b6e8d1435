/**
 * The results of a detached job, read by whoever has come for them.
 *
 *    result log ── in the order of arrival ──► first per number ──► ResultBuffer ── in input order ──► next
 *
 * Nothing is taken from the server before everything was read: who leaves early can come again.
 */
import type { Outcome } from '../../core/base/outcome.ts';
import { decodeError } from '../../core/codec/error/decode-error.ts';
import { unreadable } from '../../core/codec/crossing/not-sendable.ts';
import type { Progress } from '../../core/job/progress.ts';
import { ResultBuffer } from '../../core/job/result-buffer.ts';
import { eachOutcome } from '../../core/wire/chunk-result.ts';
import { UnreadableList } from '../../core/wire/unreadable.ts';
import { hasFailedAs } from '../engine/engine-error.ts';
import type { Engine, Message, Poison } from '../engine/engine.ts';
import { decodeResult, type PlacedError } from '../messages/bodies.ts';
import { bodyOf } from '../messages/large-bodies.ts';
import { type ResultMetadata, readResultMetadata } from '../messages/metadata.ts';
import type { Signer } from '../signing/signer.ts';
import { overElsewhere, poisonFailure } from '../submit/cluster-failure.ts';
import { judgePoison } from '../submit/poisoned-chunk.ts';
import { cancelJob } from './cancel-job.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { resendKept } from './resend-kept.ts';

export interface DetachedOptions {
  readonly job: string;
  readonly open: () => Promise<Engine>;
  readonly signer: Signer;
  /** Whether the results stay on the server when all have been read. */
  readonly keep: boolean;
}

interface Session {
  readonly engine: Engine;
  readonly manifest: Manifest;
}

let make: <T>(options: DetachedOptions) => DetachedResults<T>;

/**
 * Results in the order of the items. An item that failed throws from its `next()`, and the iteration can go
 * on. When the last one has been read, the server forgets the job; leaving early leaves it as it is.
 *
 * @example
 * const id = await pool.submit(Math.sqrt, [4, 9]);
 * await using results: DetachedResults<number> = ClusterPool.attach<number>(id, { server: 'nats://127.0.0.1:4222', pool: 'demo' });
 * for await (const root of results) console.log(root);
 */
export class DetachedResults<T> implements AsyncIterableIterator<T, undefined>, AsyncDisposable {
  static {
    make = (options) => new DetachedResults(options);
  }

  readonly #options: DetachedOptions;
  readonly #buffer = new ResultBuffer('input');
  readonly #known = new Set<number>();
  readonly #leaving = new AbortController();
  #session: Promise<Session> | undefined;
  #reading: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;
  #onAvailable: () => void = () => {};
  #total: number | undefined;
  #hasSkipped = false;
  #done = 0;
  #taken = 0;

  private constructor(options: DetachedOptions) {
    this.#options = options;
  }

  /** How many items are done; `total` once the job has been found. */
  get progress(): Progress {
    const [done, total] = [this.#done, this.#total];
    return total === undefined ? { done } : { done, total };
  }

  /**
   * The next result, or the error of the item whose turn it is. Not to be called again before it has
   * settled.
   *
   * @throws PoolStateError if there is no such job · EngineError if the server cannot be reached
   */
  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#leaving.signal.aborted) return END;
    const { manifest } = await this.#begin();
    for (;;) {
      const outcome = this.#buffer.take() as Outcome<T> | undefined; // what the tasks returned
      if (outcome !== undefined) {
        this.#taken += 1;
        if (!outcome.ok) throw outcome.error;
        return { done: false, value: outcome.value };
      }
      if (this.#taken === manifest.items) return await this.#finish();
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#leaving.signal.aborted) return END;
      await new Promise<void>((resolve) => {
        this.#onAvailable = resolve;
      });
    }
  }

  /** Leaves; what the server has of the job stays there. */
  async return(): Promise<IteratorResult<T, undefined>> {
    this.#leaving.abort();
    this.#onAvailable();
    const [session] = await Promise.allSettled([this.#session]);
    await this.#reading;
    if (session.status === 'fulfilled') await session.value?.engine[Symbol.asyncDispose]();
    return END;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #begin(): Promise<Session> {
    this.#session ??= this.#open();
    return await this.#session;
  }

  async #open(): Promise<Session> {
    const engine = await this.#options.open();
    try {
      const { job, signer } = this.#options;
      const manifest = await readManifest({ engine, signer }, job);
      this.#total = manifest.items;
      await engine.chunks.onCancelled((mark) => this.#onMark(mark));
      await engine.chunks.onPoison(job, (poison) => {
        this.#onPoison(poison, engine).catch(() => {}); // the engine is closed
      });
      this.#reading = this.#read(engine);
      return { engine, manifest };
    } catch (error) {
      await engine[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #read(engine: Engine): Promise<void> {
    const { job } = this.#options;
    try {
      for await (const message of engine.results.read(job, this.#leaving.signal)) {
        await this.#accept(message, engine);
        if (this.#done === this.#total) return;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#onAvailable();
  }

  /** Somebody has taken the job away: what is not there will not come. */
  #onMark(mark: Message): void {
    const { job, signer } = this.#options;
    if (signer.find('cancel', mark)?.headers['job'] === job) this.#fail(overElsewhere(job));
  }

  async #accept(message: Message, engine: Engine): Promise<void> {
    const { job, signer } = this.#options;
    const verified = signer.find('result', message);
    if (verified === undefined) {
      this.#skip();
      return;
    }
    const metadata = readResultMetadata(verified.headers);
    if (metadata.job !== job || this.#known.has(metadata.index)) return;
    const body = await bodyOf(verified, metadata, { engine, signer });
    if (body === undefined) throw new Error(`the body of result ${metadata.index} is gone`);
    this.#known.add(metadata.index);
    this.#put(metadata, body);
  }

  /** Not signed by one of ours, or changed. Said once: there may be many. */
  #skip(): void {
    if (this.#hasSkipped) return;
    this.#hasSkipped = true;
    const text = `among the results of job ${this.#options.job} are messages of others, which are skipped`;
    process.emitWarning(text, 'ClusterWarning');
  }

  #put(metadata: ResultMetadata, body: Uint8Array): void {
    const result = decodeResult(body);
    const { values } = result;
    eachOutcome(result, {
      onValue: (offset, value) => {
        const outcome: Outcome<unknown> =
          values instanceof UnreadableList
            ? { ok: false, error: unreadable('a result to the caller', values.cause) }
            : { ok: true, value };
        this.#buffer.put(metadata.first + offset, outcome);
      },
      onError: (offset, payload) => {
        const { worker = metadata.worker } = payload as PlacedError;
        const error = decodeError(payload, { worker });
        this.#buffer.put(metadata.first + offset, { ok: false, error });
      },
    });
    this.#done += metadata.count;
    this.#onAvailable();
  }

  /** It stays where it is until the end, for whoever comes if we leave. */
  async #onPoison(poison: Poison, engine: Engine): Promise<void> {
    const { signer } = this.#options;
    const verdict = await judgePoison(poison, { engine, signer });
    if (verdict.kind === 'foreign') return;
    const { metadata } = verdict;
    if (this.#known.has(metadata.index)) return;
    if (verdict.kind === 'unproved') {
      await resendKept(poison, metadata, { engine, signer });
      return;
    }
    this.#known.add(metadata.index);
    const error = poisonFailure({ ...metadata, name: 'the function' }, poison.deliveryCount);
    for (let offset = 0; offset < metadata.count; offset += 1) {
      this.#buffer.put(metadata.first + offset, { ok: false, error });
    }
    this.#done += metadata.count;
    this.#onAvailable();
  }

  async #finish(): Promise<IteratorResult<T, undefined>> {
    const { engine } = await this.#begin();
    const { job, signer, keep } = this.#options;
    try {
      if (!keep) await cancelJob({ engine, signer }, job);
    } catch (error) {
      if (!hasFailedAs('full', error)) throw error; // it is gone, and no host runs any of it
    }
    return await this.return();
  }
}

/** For `ClusterPool.attach`. */
export function detachedResults<T>(options: DetachedOptions): DetachedResults<T> {
  return make(options);
}

const END: IteratorResult<never, undefined> = { done: true, value: undefined };
