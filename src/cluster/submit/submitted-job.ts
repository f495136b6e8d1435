/**
 * One job of a submitter as the queue has it: its chunks in flight, by number.
 *
 *    chunk ── send ──► [ in flight: 3 4 5 ] ── publish ──► queue
 *                          │  ▲
 *      take(4) ◄── result ─┘  └── again, under the same id, if the queue has lost it
 *
 *    open ──► over        after that nothing is sent, and all that comes for it is of no interest
 *
 * Owns everything that the job has in the engine, and takes it all away at the end.
 *
 * Invariant: a chunk is in flight from `send` until its first result has come, it was found to be poison, or
 * the job is over.
 */
import { InvariantError } from '../../core/base/errors.ts';
import type { Chunk } from '../../core/job/chunk.ts';
import type { Poison, QueuedChunk } from '../engine/engine.ts';
import type { ArrayToPut } from '../messages/array-to-put.ts';
import type { ClassCodec } from '../messages/class-codec.ts';
import { MessageIds } from '../messages/message-ids.ts';
import type { PackedRecipe } from '../messages/recipe.ts';
import { namesOf, type WrittenChunk, writeChunk } from '../messages/write-chunk.ts';
import type { OpenConnection } from './open-connection.ts';
import { judgePoison, rest } from './poisoned-chunk.ts';
import { publishWhenRoom } from './publish-when-room.ts';
import { queuedChunks } from './queued-chunks.ts';
import type { EncodedChunk, SharedArrays } from './shared-arrays.ts';

/** What a job needs of the connection, and what it reports. */
export interface SubmittedJobOptions {
  readonly id: string;
  readonly recipe: PackedRecipe;
  /** What it asks of hosts; `''`: nothing. */
  readonly placement: string;
  readonly connection: { readonly open: OpenConnection | undefined };
  readonly classes: ClassCodec | undefined;
  readonly arrays: Pick<SharedArrays, 'encode'>;
  /** Puts the recipe and these arrays into the store, if they are not there. */
  readonly provide: (arrays: readonly ArrayToPut[]) => Promise<void>;
  /** A chunk cannot be published, and no other of this job could. */
  readonly onFailure: (error: unknown) => void;
  readonly onPoison: (chunk: Chunk, deliveries: number) => void;
  /** Whether other hosts may run what one of them cannot. */
  readonly hasOtherHosts: () => boolean;
}

interface InFlightChunk {
  readonly chunk: Chunk;
  readonly index: number;
  readonly serial: number;
  readonly ref: string;
  sentAtMs: number;
  /** How often it was sent although the engine calls it poison. */
  attempt: number;
  /** `queued`: the engine has confirmed that it has the chunk. */
  state: 'publishing' | 'queued';
}

export class SubmittedJob {
  readonly id: string;
  /** The hash of its recipe. */
  readonly recipe: string;
  readonly placement: string;
  readonly #options: SubmittedJobOptions;
  readonly #inFlight = new Map<number, InFlightChunk>();
  readonly #ids: MessageIds;
  /** Calls to the engine that have not settled. */
  readonly #calls = new Set<Promise<void>>();
  #state: 'open' | 'over' = 'open';
  readonly #ended = new AbortController();
  #nextIndex = 0;
  #hasStored = false;
  #hasRepublished = false;
  #poisonListener: Promise<AsyncDisposable> | undefined;

  constructor(options: SubmittedJobOptions) {
    this.#options = options;
    this.id = options.id;
    this.recipe = options.recipe.hash;
    this.placement = options.placement;
    this.#ids = new MessageIds(options.id);
  }

  get hasSent(): boolean {
    return this.#nextIndex > 0;
  }

  /** How many chunks have no outcome yet. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** When the oldest chunk in flight was sent; `Infinity` if there is none. */
  get oldestSentAtMs(): number {
    const [first] = this.#inFlight.values();
    return first?.sentAtMs ?? Number.POSITIVE_INFINITY;
  }

  isInFlight(index: number): boolean {
    return this.#inFlight.has(index);
  }

  /** @throws v8's DataCloneError if something in the chunk cannot be sent; then nothing has been sent. */
  send(chunk: Chunk): void {
    if (this.#state === 'over') throw new InvariantError('a chunk was sent for a job that is over');
    const encoded = this.#encode(chunk);
    const index = this.#nextIndex;
    this.#nextIndex += 1;
    const serial = this.#connection.serials.take();
    const place = { chunk, index, serial, attempt: 0 };
    const written = this.#write(place, encoded);
    const sentAtMs = performance.now();
    const sent: InFlightChunk = { ...place, ref: written.ref, sentAtMs, state: 'publishing' };
    this.#inFlight.set(index, sent);
    this.#track(this.#publish(sent, written, encoded));
  }

  /** The chunk with this number, which now has its outcome; `undefined` if it had one before. */
  take(index: number): Chunk | undefined {
    const taken = this.#inFlight.get(index);
    if (taken === undefined) return undefined;
    this.#inFlight.delete(index);
    this.#connection.serials.drop(taken.serial);
    if (taken.ref !== '') this.#track(this.#connection.engine.store.delete(this.id, taken.ref));
    return taken.chunk;
  }

  /**
   * Publishes again what was sent `overdueMs` ago and the queue has lost, with a server that had not written it to
   * disk. It is looked for if the queue has another number of chunks (`waiting`) than it must have.
   */
  async republishOverdue(overdueMs: number, waiting: () => Promise<number>): Promise<void> {
    const queued = [...this.#inFlight.values()].filter(({ state }) => state === 'queued');
    const overdue = this.#overdue(overdueMs);
    if (overdue.length === 0 || (await waiting()) === queued.length) return;
    const found = await this.#lookIntoQueue();
    this.#hasRepublished = true;
    for (const sent of overdue) {
      if (!found.has(sent.index) && this.#inFlight.get(sent.index) === sent) this.#sendAgain(sent);
    }
  }

  /**
   * Sends anew what was sent `overdueMs` ago and is in no host's hands: the queue has lost it, or has given it out
   * too often, and its word of that was lost with one of its servers.
   */
  async resendStuck(overdueMs: number): Promise<void> {
    const overdue = this.#overdue(overdueMs);
    if (overdue.length === 0) return;
    const found = await this.#lookIntoQueue();
    for (const sent of overdue) {
      await found.get(sent.index)?.discard();
      if (this.#inFlight.get(sent.index) === sent) this.#sendAnew(sent);
    }
  }

  #overdue(overdueMs: number): InFlightChunk[] {
    const untilMs = performance.now() - overdueMs;
    const all = [...this.#inFlight.values()];
    return all.filter(({ state, sentAtMs }) => state === 'queued' && sentAtMs <= untilMs);
  }

  async #lookIntoQueue(): Promise<Map<number, QueuedChunk>> {
    return await queuedChunks(this.id, this.#connection, (index) => this.#inFlight.has(index));
  }

  /** Under another id: the queue had it under the one before. */
  #sendAnew(sent: InFlightChunk): void {
    sent.attempt += 1;
    this.#hasRepublished = true;
    this.#sendAgain(sent);
  }

  #sendAgain(sent: InFlightChunk): void {
    sent.sentAtMs = performance.now();
    // Signed anew: a host refuses a message that it has seen before.
    const body = this.#encode(sent.chunk);
    this.#track(this.#publish(sent, this.#write(sent, body), body));
  }

  /** From now on hears of chunks that were delivered too often. */
  watchForPoison(): void {
    if (this.#poisonListener !== undefined || this.#state === 'over') return;
    const { chunks } = this.#connection.engine;
    const judge = (poison: Poison): void => this.#track(this.#onPoison(poison));
    this.#poisonListener = chunks.onPoison(this.id, judge);
    this.#poisonListener.catch(() => {
      this.#poisonListener = undefined; // not connected: the next check tries again
    });
  }

  /**
   * The job is over. Settles when nothing of it is left in the engine; with `mustStop` the hosts that run
   * chunks of it are told to stop.
   */
  async end(mustStop: boolean): Promise<void> {
    if (this.#state === 'over') throw new InvariantError('a job was ended twice');
    this.#state = 'over';
    const isWhole = this.#inFlight.size === 0;
    for (const { serial } of this.#inFlight.values()) this.#connection.serials.drop(serial);
    this.#inFlight.clear();
    this.#ended.abort();
    await Promise.allSettled(this.#calls);
    const listener = await this.#poisonListener?.catch(() => undefined);
    await listener?.[Symbol.asyncDispose]();
    // Hosts that had one of its chunks for the last time have noted that in the store.
    const hasStored = this.#hasStored || listener !== undefined;
    if (isWhole && !this.#hasRepublished && !hasStored) return;
    const { engine, signer } = this.#connection;
    if (mustStop && !isWhole) {
      const mark = signer.sign('cancel', { job: this.id }, NOTHING);
      await engine.chunks.markCancelled(this.id, mark).catch(() => {}); // no room: all else goes
    }
    if (!isWhole || this.#hasRepublished) await engine.chunks.purge(this.id);
    if (hasStored) await engine.store.deleteJob(this.id);
  }

  /** Nothing is sent before the connection is open. */
  get #connection(): OpenConnection {
    const { open } = this.#options.connection;
    if (open === undefined)
      throw new InvariantError('a chunk was sent before the connection was open');
    return open;
  }

  #encode(chunk: Chunk): EncodedChunk {
    return this.#options.arrays.encode(this.#options.classes?.pack(chunk) ?? chunk);
  }

  #write(
    { chunk, index, serial, attempt }: Omit<InFlightChunk, 'ref' | 'sentAtMs' | 'state'>,
    { body, arrays }: EncodedChunk,
  ): WrittenChunk {
    const { namespace, address } = this.#connection;
    const metadata = {
      job: this.id,
      index,
      serial,
      first: chunk.first,
      count: chunk.items.length,
      total: chunk.job.total ?? 0,
      recipe: this.#options.recipe.hash,
      ...{ namespace, reply: address },
      elsewhere: this.#options.hasOtherHosts() ? 'yes' : 'no',
      ...namesOf(arrays),
      ...(this.placement === '' ? {} : { on: this.placement }),
    } as const;
    const id = this.#ids.of(index, attempt);
    return writeChunk({ id, body }, metadata, this.#connection);
  }

  async #publish(
    sent: InFlightChunk,
    { message, ref }: WrittenChunk,
    { body, arrays }: EncodedChunk,
  ): Promise<void> {
    const { engine } = this.#connection;
    const isWanted = (): boolean => this.#inFlight.get(sent.index) === sent;
    try {
      await this.#options.provide(arrays);
      if (ref !== '') {
        this.#hasStored = true;
        await engine.store.put(this.id, ref, body);
      }
      await publishWhenRoom(engine.chunks, message, isWanted);
      sent.state = 'queued';
    } catch (error) {
      if (isWanted()) this.#options.onFailure(error);
    }
  }

  async #onPoison(poison: Poison): Promise<void> {
    const verdict = await judgePoison(poison, this.#connection);
    const sent = this.#inFlight.get(poison.index);
    if (verdict.kind === 'unproved' && sent !== undefined) {
      const { ackWaitMs } = this.#connection.engine.chunks;
      await rest(sent.sentAtMs + ackWaitMs - performance.now(), this.#ended.signal);
      if (this.#inFlight.get(sent.index) !== sent) return;
      await poison.discard();
      this.#sendAnew(sent);
      return;
    }
    await poison.discard();
    if (verdict.kind !== 'poison') return;
    const chunk = this.take(poison.index);
    if (chunk !== undefined) this.#options.onPoison(chunk, poison.deliveryCount);
  }

  /** `call` may fail: what it was to take away goes with the job at the latest. */
  #track(call: Promise<void>): void {
    const tracked = call
      .catch(() => {})
      .finally(() => {
        this.#calls.delete(tracked);
      });
    this.#calls.add(tracked);
  }
}

const NOTHING = new Uint8Array(0);
