/**
 * The chunks that one worker has in hand, and their tickets.
 *
 *    give ──► [ c3 (started) c4 c5 ] ──► Channel
 *                 │             │
 *      done ◄─────┘             └── takeBack: c4 c5, if their tickets can still be had
 *
 * Invariant: a chunk is in hand from `give` until its whole result has come, it was taken back, or the
 * worker has ended. Each of the three happens in one synchronous step.
 *
 * What is in hand is in the order in which it is run: those that were started, of which only the last is
 * running, and behind them those whose tickets nobody has taken.
 */
import type { AbortCause } from '../base/abort-cause.ts';
import { type ById, DequeById } from '../base/deque.ts';
import type { Transferable } from '../base/transferable.ts';
import type { Channel } from '../transport/transport.ts';
import type { RunChunk } from '../wire/messages.ts';
import { Abort, type AbortWish } from './abort.ts';
import { SentFunctions } from './sent-functions.ts';

const NONE: readonly never[] = [];

export class ChunksInHand<C extends RunChunk> {
  /** By id, the next to be done first. */
  readonly all: ById<C>;
  readonly #channel: Channel;
  readonly #chunks = new DequeById<C>();
  readonly #functions: SentFunctions;
  /** Those that were given last, from before they are in hand. */
  #given: readonly C[] = [];
  /** The usual case is the same function many times. */
  #lastFunction: string | undefined;
  #frontSinceMs = 0;
  /** By id: those whose last task takes long. */
  readonly #waiting = new Set<number>();
  /** What the worker is still at, but is to bring to an end: nobody waits for it, and it gets nothing else meanwhile. */
  readonly #aborts = new Map<number, Abort>();

  constructor(channel: Channel) {
    this.#channel = channel;
    this.all = this.#chunks;
    this.#functions = new SentFunctions(channel, (id) =>
      [...this.#chunks.values(), ...this.#given].some(({ spec }) => spec.fn.id === id),
    );
  }

  get isEmpty(): boolean {
    return this.#chunks.size === 0 && this.#aborts.size === 0;
  }

  /** How many more the channel has tickets for. */
  get freeTickets(): number {
    return this.#aborts.size === 0 ? this.#channel.tickets.capacity - this.#chunks.size : 0;
  }

  /** When the first chunk in hand came to be the first (`performance.now()`). */
  get frontSinceMs(): number {
    return this.#frontSinceMs;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get(id: number): C | undefined {
    return this.#chunks.get(id);
  }

  /** Throws if a chunk cannot be encoded; then none was given. */
  give(chunks: readonly C[], transfer?: readonly Transferable[]): void {
    this.#given = chunks;
    const ids = this.#prepare(chunks);
    // Tickets first: a worker looks for a ticket when it has a body, and then only.
    this.#channel.tickets.issue(ids);
    try {
      this.#channel.send({ kind: 'run', chunks }, transfer);
    } catch (error) {
      this.#given = NONE;
      this.#recall(ids);
      throw error;
    }
    if (this.#chunks.size === 0) this.noteNewFront();
    for (let i = 0; i < chunks.length; i += 1) this.#chunks.push(chunks[i] as C); // in range
    this.#given = NONE;
  }

  /** The worker has their functions, or is sent them. Returns their ids. */
  #prepare(chunks: readonly C[]): number[] {
    const ids = new Array<number>(chunks.length);
    for (let i = 0; i < chunks.length; i += 1) {
      const { id, spec } = chunks[i] as C; // in range
      if (spec.fn.id !== this.#lastFunction) this.#functions.ensureSent(spec.fn);
      this.#lastFunction = spec.fn.id;
      ids[i] = id;
    }
    return ids;
  }

  /** Takes back what the worker has not started and `isWanted` picks, the next to run first. */
  takeBack(isWanted: (chunk: C) => boolean): C[] {
    const unstarted = this.#takeUnstarted();
    const wanted = unstarted.filter(isWanted);
    this.#reissue(unstarted.filter((chunk) => !wanted.includes(chunk)));
    if (wanted.length === 0) return wanted;
    const isFrontTaken = unstarted.length === this.#chunks.size && wanted[0] === unstarted[0];
    this.#delete(wanted);
    if (isFrontTaken) this.noteNewFront();
    this.#channel.send({ kind: 'drop', chunkIds: wanted.map(({ id }) => id) });
    return wanted;
  }

  /**
   * Takes out of hand the chunk that is running, if `isUnwanted` picks it, and what was not started; the
   * latter is returned. `undefined`: another chunk is running, and nothing has changed.
   *
   * Of several that run at once (`concurrency`), all that it picks; the others stay in hand.
   *
   * The chunks that were started before the running one are done: they stay in hand until their results
   * arrive, which left the worker before the running chunk began.
   */
  takeRunning(isUnwanted: (chunk: C) => boolean, concurrency = 1): C[] | undefined {
    const unstarted = this.#takeUnstarted();
    const started = [...this.#chunks.values()].slice(0, this.#chunks.size - unstarted.length);
    const unwanted = (concurrency === 1 ? started.slice(-1) : started).filter(isUnwanted);
    if (unwanted.length === 0) {
      this.#reissue(unstarted);
      return undefined;
    }
    this.#delete([...unwanted, ...unstarted]);
    return unstarted;
  }

  /** As `takeRunning`; the worker goes on if it brings that to its end before it is late: at once, if it has no time. */
  abortRunning(
    isUnwanted: (chunk: C) => boolean,
    { cause, graceMs }: AbortWish,
    { concurrency, onLate }: { readonly concurrency: number; readonly onLate: () => void },
  ): C[] | undefined {
    const unwanted: C[] = [];
    const unstarted = this.takeRunning((chunk) => {
      const isIt = isUnwanted(chunk);
      if (isIt) unwanted.push(chunk);
      return isIt;
    }, concurrency);
    if (unstarted === undefined) return undefined;
    if (graceMs === 0) {
      onLate();
      return unstarted;
    }
    for (const chunk of unwanted) {
      this.#aborts.set(chunk.id, new Abort(graceMs, onLate));
      this.revoke(chunk, cause);
    }
    if (unstarted.length > 0)
      this.#channel.send({ kind: 'drop', chunkIds: unstarted.map(({ id }) => id) });
    return unstarted;
  }

  /** Asks the worker to bring to its end what it has started. */
  revoke({ id: chunkId }: C, cause: AbortCause): void {
    this.#channel.tickets.revoke(chunkId, cause);
    this.#channel.send({ kind: 'abort', chunkId, cause });
  }

  /** So many more values of the chunk may come. */
  grant(chunk: C, count: number): void {
    if (this.#chunks.get(chunk.id) !== chunk) return;
    this.#channel.send({ kind: 'credit', chunkId: chunk.id, count });
  }

  /** How long the worker may take for what it has been asked to end. */
  get graceMs(): number {
    return Math.max(0, ...Array.from(this.#aborts.values(), (abort) => abort.graceMs));
  }

  /** Whether that is what has come to its end now. */
  takeAborted(id: number): boolean {
    this.#aborts.get(id)?.clear();
    return this.#aborts.delete(id);
  }

  /** Takes all tickets that are left and issues them again: were they those of all chunks in hand? */
  probeUnstarted(): boolean {
    const unstarted = this.#takeUnstarted();
    this.#reissue(unstarted);
    return unstarted.length > 0 && unstarted.length === this.#chunks.size;
  }

  /** The whole result of a chunk has come. `undefined`: it is not in hand any more. */
  takeDone(id: number): C | undefined {
    if (this.#waiting.size > 0) this.#waiting.delete(id);
    return this.#chunks.take(id);
  }

  /** The worker has handed back what it was to run behind the task of `chunk` that it is at. */
  noteWaiting({ id }: C): void {
    this.#waiting.add(id);
  }

  /** Another chunk has just come to be the first in hand. */
  noteNewFront(nowMs: number = performance.now()): void {
    this.#frontSinceMs = nowMs;
  }

  /** The worker has ended: nothing is in hand any more. */
  takeAll(): { started: C[]; unstarted: C[] } {
    const unstarted = this.#takeUnstarted();
    this.#delete(unstarted);
    const started = [...this.#chunks.values()];
    this.#chunks.clear();
    this.#waiting.clear();
    for (const abort of this.#aborts.values()) abort.clear();
    this.#aborts.clear();
    this.#channel.tickets.close();
    return { started, unstarted };
  }

  /** Bodies could not be sent. The worker drops the one whose ticket it may already have taken. */
  #recall(ids: readonly number[]): void {
    const others = this.#takeUnstarted(); // those of `ids` are not in hand yet
    this.#channel.send({ kind: 'drop', chunkIds: ids });
    this.#reissue(others);
  }

  /** Takes the tickets that are left. Their chunks stay in hand, and do not start before `#reissue`. */
  #takeUnstarted(): C[] {
    const ids = this.#channel.tickets.takeBack(Number.MAX_SAFE_INTEGER);
    return ids.flatMap((id) => this.#chunks.get(id) ?? []);
  }

  /** New tickets for bodies that the worker has; the empty `run` makes it look again. */
  #reissue(chunks: readonly C[]): void {
    if (chunks.length === 0) return;
    this.#channel.tickets.issue(chunks.map(({ id }) => id));
    this.#channel.send({ kind: 'run', chunks: [] });
  }

  #delete(chunks: readonly C[]): void {
    for (const { id } of chunks) this.takeDone(id);
  }
}
