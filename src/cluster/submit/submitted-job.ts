/**
 * One job of a submitter, as the cluster sees it: its chunks out in the queue, by number.
 *
 *    chunk ── send ──► [ out: 3 4 5 ] ── publish ──► queue
 *                          │  ▲
 *      take(4) ◄── result ─┘  └── again, under the same id, if the queue has lost it
 *
 * Owns everything that the job has in the engine, and takes it all away at the end.
 *
 * Invariant: a chunk is out from `send` until its first result has come, it was found to be poison, or
 * the job is over. Whatever comes for a number that is not out is of no interest.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { InvariantError } from '../../core/base/errors.ts';
import type { Chunk } from '../../core/job/chunk.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { ChunkMessage, Poison } from '../engine/engine.ts';
import { encodeChunk } from '../parcel/bodies.ts';
import { chunkHeaders } from '../parcel/parcels.ts';
import type { PackedRecipe } from '../parcel/recipe.ts';
import type { ClassKeeper } from './inbox.ts';
import type { OpenLine } from './line.ts';

/** What a job needs of the line, and what it tells. */
export interface DispatchOptions {
  readonly id: string;
  readonly recipe: PackedRecipe;
  readonly line: { readonly open: OpenLine | undefined };
  readonly classes: ClassKeeper | undefined;
  /** Puts the recipe into the store, if it is not there. */
  readonly provide: () => Promise<void>;
  /** A chunk cannot be published, and no other of this job could. */
  readonly onFailure: (error: unknown) => void;
  readonly onPoison: (chunk: Chunk, deliveries: number) => void;
}

interface Outgoing {
  readonly chunk: Chunk;
  message: ChunkMessage;
  readonly ref: string;
  sentAtMs: number;
  /** The engine has confirmed that it has the chunk. */
  isKept: boolean;
}

/** How long to wait with a chunk that the queue has no room for. */
const FULL_MS = 250;

export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #out = new Map<number, Outgoing>();
  readonly #underWay = new Set<Promise<void>>();
  #nextIndex = 0;
  #isOver = false;
  #hasStored = false;
  #hasRepeated = false;
  #poison: Promise<AsyncDisposable> | undefined;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.id;
  }

  /** Nothing is sent before the line is open. */
  get #line(): OpenLine {
    const { open } = this.#options.line;
    if (open === undefined) throw new InvariantError('a chunk was sent before the line was open');
    return open;
  }

  get hasSent(): boolean {
    return this.#nextIndex > 0;
  }

  /** How many chunks have no outcome yet. */
  get out(): number {
    return this.#out.size;
  }

  /** When the oldest chunk that is out was sent. */
  get oldestSentAtMs(): number {
    const [first] = this.#out.values();
    return first?.sentAtMs ?? Number.POSITIVE_INFINITY;
  }

  /** Sends a chunk out. @throws v8's DataCloneError if something in it cannot be sent; then it is not. */
  send(chunk: Chunk): void {
    const body = this.#encode(chunk);
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    const isLarge = body.byteLength > this.#line.engine.chunks.maxMessageBytes - HEADER_BYTES;
    const ref = isLarge ? `c-${index}` : '';
    const outgoing = {
      chunk,
      message: this.#seal(chunk, index, { body, ref }),
      ref,
      sentAtMs: performance.now(),
      isKept: false,
    };
    this.#out.set(index, outgoing);
    this.#track(this.#publish(outgoing, isLarge ? body : undefined));
  }

  isOut(index: number): boolean {
    return this.#out.has(index);
  }

  /** The chunk with this number, which now has its outcome; `undefined` if it had one before. */
  take(index: number): Chunk | undefined {
    const outgoing = this.#out.get(index);
    if (outgoing === undefined) return undefined;
    this.#out.delete(index);
    if (outgoing.ref !== '') this.#track(this.#forget(outgoing.ref));
    return outgoing.chunk;
  }

  /**
   * Sends again what was sent `overdueMs` ago if fewer chunks are in the queue than must be: some were
   * lost, with a server that had not written them to disk.
   */
  async repeatOverdue(overdueMs: number, waiting: () => Promise<number>): Promise<void> {
    const nowMs = performance.now();
    const overdue = [...this.#out.values()].filter(
      ({ isKept, sentAtMs }) => isKept && nowMs - sentAtMs >= overdueMs,
    );
    if (overdue.length === 0) return;
    const kept = [...this.#out.values()].filter(({ isKept }) => isKept).length;
    if ((await waiting()) >= kept || this.#isOver) return;
    this.#hasRepeated = true;
    await this.#options.provide();
    for (const outgoing of overdue) {
      if (!this.#out.has(outgoing.message.index)) continue;
      outgoing.sentAtMs = nowMs;
      // Sealed anew: a host refuses what it has seen before.
      const { chunk, ref, message } = outgoing;
      outgoing.message = this.#seal(chunk, message.index, { body: this.#encode(chunk), ref });
      this.#track(this.#publish(outgoing, undefined));
    }
  }

  /** From now on hears of chunks that nobody could do. */
  watchForPoison(): void {
    if (this.#poison !== undefined || this.#isOver) return;
    const { id } = this.#options;
    const { engine } = this.#line;
    this.#poison = engine.chunks.onPoison(id, (poison) => this.#onPoison(poison));
    this.#poison.catch(() => {
      this.#poison = undefined; // not connected: it is tried again
    });
  }

  /**
   * The job is over. Settles when nothing of it is left in the engine; with `mustStop` the hosts that run
   * chunks of it are told to stop.
   */
  async end(mustStop: boolean): Promise<void> {
    this.#isOver = true;
    const isWhole = this.#out.size === 0;
    this.#out.clear();
    await Promise.allSettled(this.#underWay);
    await (await this.#poison?.catch(() => undefined))?.[Symbol.asyncDispose]();
    if (isWhole && !this.#hasRepeated) return;
    const { id } = this.#options;
    const { engine, seal } = this.#line;
    if (mustStop) {
      await engine.chunks.markCancelled(id);
      engine.control.say('cancel', seal.seal('cancel', { job: id }, NOTHING));
    }
    await engine.chunks.purge(id);
    if (this.#hasStored) await engine.store.deleteJob(id);
  }

  #encode(chunk: Chunk): Uint8Array {
    const { classes } = this.#options;
    return encodeChunk(classes === undefined ? chunk : classes.pack(chunk));
  }

  #seal(
    chunk: Chunk,
    index: number,
    { body, ref }: { readonly body: Uint8Array; readonly ref: string },
  ): ChunkMessage {
    const { id, recipe } = this.#options;
    const { scope, address, seal } = this.#line;
    const headers = chunkHeaders({
      job: id,
      index,
      first: chunk.first,
      count: chunk.items.length,
      total: chunk.job.total ?? 0,
      recipe: recipe.hash,
      scope,
      reply: address,
      ref,
    });
    const sealed = seal.seal('chunk', headers, body, ref !== '');
    return { job: id, index, id: `${id}.${index}`, ...sealed };
  }

  async #publish(outgoing: Outgoing, stored: Uint8Array | undefined): Promise<void> {
    const { id, provide, onFailure } = this.#options;
    const { engine } = this.#line;
    const isWanted = (): boolean => this.#out.get(outgoing.message.index) === outgoing;
    try {
      await provide();
      if (stored !== undefined) {
        this.#hasStored = true;
        await engine.store.put(id, outgoing.ref, stored);
      }
      while (isWanted()) {
        if (await this.#offer(outgoing.message)) break;
        await delay(FULL_MS, undefined, { ref: false });
      }
      outgoing.isKept = true;
    } catch (error) {
      if (isWanted()) onFailure(error);
    }
  }

  /** False if the queue has no room just now. */
  async #offer(message: ChunkMessage): Promise<boolean> {
    try {
      await this.#line.engine.chunks.publish(message);
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.reason === 'full') return false;
      throw error;
    }
  }

  async #forget(ref: string): Promise<void> {
    await this.#line.engine.store.delete(this.id, ref).catch(() => {}); // goes with the job at the latest
  }

  #onPoison(poison: Poison): void {
    const chunk = this.take(poison.index);
    this.#track(poison.discard());
    if (chunk !== undefined) this.#options.onPoison(chunk, poison.deliveryCount);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch(() => {})
      .finally(() => {
        this.#underWay.delete(tracked);
      });
    this.#underWay.add(tracked);
  }
}

const NOTHING = new Uint8Array(0);
/** More than the headers of any chunk take. */
const HEADER_BYTES = 4096;
