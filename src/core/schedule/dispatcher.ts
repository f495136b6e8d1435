/**
 * The dispatcher: moves chunks from the queue to the workers, and back if another worker has nothing to do.
 *
 *    queue ── dispatch ──► in hand of worker 1 … N
 *      ▲                              │
 *      └────────── take back ─────────┘  what waits behind others, for a worker that is idle; or behind a long one
 *
 * Owns the window (how many chunks a worker may hold) and nothing else: the queue is the scheduler's.
 */
import { nextTick, SETTLED } from '../base/node-turns.ts';
import type { Boundary } from '../codec/crossing/not-sendable.ts';
import type { Crew } from '../handle/crew.ts';
import type { Handle } from '../handle/handle.ts';
import type { Chunk, Moment } from '../job/chunk.ts';
import { transferablesIn } from '../job/transferables.ts';
import { takeBackByRank } from './take-back-by-rank.ts';
import { Affinity } from './affinity.ts';
import { Nearest } from './nearest.ts';
import type { TaskQueue } from './task-queue.ts';
import { splitUnsendable } from './unsendable-chunk.ts';
import { assign, isBlocked, mostByWeight, Window } from './window.ts';

export interface DispatcherOptions {
  readonly crew: Crew<Chunk>;
  readonly queue: TaskQueue;
  readonly boundary: Boundary;
  readonly concurrency?: number | undefined;
  /** Called when what was submitted in one turn has been dispatched. */
  readonly onDispatched: () => void;
}

export class Dispatcher {
  readonly #crew: Crew<Chunk>;
  readonly #queue: TaskQueue;
  /** How many chunks a worker runs at once. */
  readonly #concurrency: number;
  readonly #boundary: Boundary;
  readonly #onDispatched: () => void;
  readonly #window = new Window();
  readonly #nearest = new Nearest();
  /** Undefined as long as nothing has had one. */
  #affinity: Affinity | undefined;
  #lastId = 0;
  /** Of this turn, if something was submitted in it, or done. */
  #moment: Moment | undefined;
  #willDispatch = false;

  constructor({ crew, queue, concurrency = 1, boundary, onDispatched }: DispatcherOptions) {
    this.#crew = crew;
    this.#queue = queue;
    this.#concurrency = concurrency;
    this.#boundary = boundary;
    this.#onDispatched = onDispatched;
  }

  /** Learns how long tasks of this kind take. */
  observe(chunk: Chunk, items: number, runMs: number): void {
    this.#window.observe(chunk.spec.fn.id, items, runMs);
  }

  /** When this turn began: read once for all that is submitted in it, and all results that are told in it. `dispatchSoon` follows. */
  moment(): Moment {
    this.#moment ??= { ms: performance.now() };
    return this.#moment;
  }

  /**
   * What is submitted in one turn is dispatched together, so it travels in one message per worker. A turn
   * ends when all promises have run (a tick comes after them): a loop that takes fifty results, each
   * of which lets an item be pulled, makes one message and not fifty.
   */
  dispatchSoon(): void {
    if (this.#willDispatch) return;
    this.#willDispatch = true;
    nextTick(() => {
      this.#willDispatch = false;
      this.#moment = undefined;
      this.#dispatch();
      this.#onDispatched();
    });
  }

  /**
   * A worker has room. What waits is given at once, before anybody hears of results. If nothing waits, whoever hears
   * of one may submit something: then one look does for both, and the program is not idle in between.
   */
  onFreeSlots(): void {
    if (this.#isAnythingWaiting()) this.dispatchSoon();
    else if (!this.#willDispatch) {
      this.#moment = undefined; // what is submitted now is submitted later than this
      void SETTLED.then(() => this.dispatchSoon());
    }
  }

  #isAnythingWaiting(): boolean {
    if (!this.#queue.isEmpty) return true;
    const { handles } = this.#crew;
    for (let i = 0; i < handles.length; i += 1) {
      const { inHand } = handles[i] as Handle<Chunk>; // in range
      if (inHand.size > this.#concurrency) return true;
    }
    return false;
  }

  /**
   * What is behind a task that takes long is not run where that is. It may be what others wait for, so it goes before all
   * that comes behind it, whoever has that in hand.
   */
  handBack(chunk: Chunk, from: number): void {
    this.#queue.putBack(chunk.job.handBack(chunk, from));
    for (const handle of this.#crew.handles) this.takeBackFrom(handle);
    this.dispatchSoon();
  }

  /** `rest` was to be run by `handle`, and has yet to be; before what is in its hand, which it has not started. */
  putBackRest(handle: Handle<Chunk>, rest: readonly Chunk[]): void {
    if (rest.length === 0) return;
    this.#queue.putBack(rest);
    this.takeBackFrom(handle);
  }

  /** What `handle` has in hand and has not started waits for whoever has room; the answer is how many chunks that are. */
  takeBackFrom(handle: Handle<Chunk>): number {
    const chunks = handle.takeBack(canComeBack);
    this.#queue.putBack(chunks);
    return chunks.length;
  }

  /** Gives a chunk to that worker and no other; it has a free slot. What cannot be sent fails. */
  giveNow(handle: Handle<Chunk>, chunk: Chunk): void {
    this.#give(handle, [chunk]);
  }

  #dispatch(): void {
    if (this.#dispatchLone()) return;
    const nowMs = performance.now();
    this.#takeBackFromBlocked(nowMs);
    // After that: a worker that had not even begun (on a machine with much to do) has nothing in hand now, and is open. It has
    // nothing to report any more, so nobody else would come back to it.
    const open = this.#crew.handles.filter((handle) => !isBlocked(handle, nowMs));
    if (this.#queue.hasPriorities) takeBackByRank(this.#crew.handles, this.#queue);
    this.#dispatchTo(open);
    if (this.#queue.isEmpty && this.#takeBackForIdle()) this.#dispatchTo(open);
    if (!this.#queue.isEmpty) this.#crew.wake();
  }

  /**
   * Gives the only chunk that waits to a worker that has nothing in hand; false if that is not all there is to do. The same
   * as below. A program that waits for each result before its next call pays for every step that is taken.
   */
  #dispatchLone(): boolean {
    const idle = this.#queue.hasOnePlainEntry ? this.#idleOne() : undefined;
    if (idle === undefined) return false;
    const chunk = this.#queue.next();
    const second = chunk && this.#queue.next();
    if (chunk === undefined) return false;
    if (second !== undefined) this.#queue.putBack([chunk, second]);
    else this.#give(idle, [chunk]);
    return second === undefined;
  }

  /** A worker that has nothing in hand, unless another has something that could be taken back. */
  #idleOne(): Handle<Chunk> | undefined {
    let idle: Handle<Chunk> | undefined;
    let second: Handle<Chunk> | undefined;
    const { handles } = this.#crew;
    for (let i = 0; i < handles.length; i += 1) {
      const handle = handles[i] as Handle<Chunk>; // in range
      const { size } = handle.inHand;
      if (size > this.#concurrency) return undefined;
      if (size > 0 || second !== undefined || handle.freeSlots === 0) continue;
      if (idle === undefined) idle = handle;
      else second = handle;
    }
    return idle === undefined || second === undefined ? idle : this.#nearest.of(idle, second);
  }

  #dispatchTo(handles: readonly Handle<Chunk>[]): void {
    if (this.#queue.hasAffinities) this.#madeAffinity().dispatch(handles);
    const { assignments, left } = assign(
      handles,
      () => (this.#affinity === undefined ? this.#queue.next() : this.#affinity.nextPlain()),
      (chunk) => this.#windowOf(chunk),
    );
    if (left !== undefined) this.#queue.putBack([left]);
    for (const { handle, chunks } of assignments) this.#give(handle, chunks);
  }

  #madeAffinity(): Affinity {
    this.#affinity ??= new Affinity({
      queue: this.#queue,
      give: (handle, chunk) => this.#give(handle, [chunk]),
      onImpatient: () => this.dispatchSoon(),
    });
    return this.#affinity;
  }

  /** What waits behind a long chunk goes to somebody else. */
  #takeBackFromBlocked(nowMs: number): void {
    for (const handle of this.#crew.handles) {
      if (handle.inHand.size > this.#concurrency && isBlocked(handle, nowMs))
        this.takeBackFrom(handle);
    }
  }

  /** What moves away from here cannot be taken back, so it goes where it is run at once; as a suspect does. */
  #windowOf(chunk: Chunk): number {
    if (chunk.isSuspect) return 1;
    const atOnce = this.#concurrency;
    if (this.#moves(chunk) || waitsForReader(chunk)) return atOnce;
    const size = Math.min(
      this.#window.size(chunk.spec.fn.id, chunk.items.length),
      mostByWeight(chunk),
    );
    return atOnce === 1 ? size : atOnce + (size > MOST_OF_LONG ? size : 0);
  }

  #goesAlone(chunk: Chunk): boolean {
    return chunk.isSuspect || waitsForReader(chunk) || this.#moves(chunk);
  }

  #moves(chunk: Chunk): boolean {
    return chunk.job.transfer !== undefined && this.#boundary === 'thread';
  }

  /** Whether something has come back for a worker that has nothing to do. */
  #takeBackForIdle(): boolean {
    let fullest: Handle<Chunk> | undefined;
    let isAnyIdle = false;
    for (const handle of this.#crew.handles) {
      if (handle.inHand.size > (fullest?.inHand.size ?? this.#concurrency)) fullest = handle;
      if (handle.state === 'idle' && handle.freeSlots > 0) isAnyIdle = true;
    }
    return isAnyIdle && fullest !== undefined && this.takeBackFrom(fullest) > 0;
  }

  #give(handle: Handle<Chunk>, chunks: readonly Chunk[]): void {
    const first = chunks[0];
    if (first === undefined) return;
    if (chunks.length > 1 && chunks.some((chunk) => this.#goesAlone(chunk))) {
      for (const chunk of chunks) this.#give(handle, [chunk]); // each moves its own objects, or is read alone
      return;
    }
    try {
      this.#send(handle, chunks, first);
    } catch (error) {
      if (chunks.length === 1) this.#refuse(first, error);
      else for (const chunk of chunks) this.#give(handle, [chunk]);
    }
  }

  #send(handle: Handle<Chunk>, chunks: readonly Chunk[], first: Chunk): void {
    for (let i = 0; i < chunks.length; i += 1) (chunks[i] as Chunk).id = this.#nextId(); // in range
    if (!this.#moves(first)) {
      handle.give(chunks);
      return;
    }
    const transfer = transferablesIn(first.items, first.job.transfer ?? []);
    handle.give(chunks, transfer);
    first.isMoved = transfer.length > 0;
  }

  #nextId(): number {
    this.#lastId = (this.#lastId + 1) >>> 0; // tickets are 32 bits wide
    return this.#lastId;
  }

  /** Something in `chunk` cannot be sent. */
  #refuse(chunk: Chunk, cause: unknown): void {
    this.dispatchSoon(); // the place that was meant for it is free, and nobody else will say so
    this.#queue.putBack(splitUnsendable(chunk, cause, this.#boundary));
  }
}

/** Of chunks that take a millisecond or more no more are given than this (`window.ts`). */
const MOST_OF_LONG = 2;

function canComeBack({ isMoved, isPinned }: Chunk): boolean {
  return !isMoved && !isPinned;
}

/**
 * Its tasks wait for their reader, who may wait for another of the same job: so those go in their order, each to a worker
 * that is free for it, and what comes back goes before all others. Then the one that is waited for always runs.
 */
export function waitsForReader({ spec }: Chunk): boolean {
  return spec.talk !== undefined && spec.talk.ahead > 0;
}

/** Whether some worker has in hand what does not wait for its reader: that is what a program stays alive for. */
export function isAnyAwaited(handles: readonly Handle<Chunk>[]): boolean {
  return handles.some(hasAwaited);
}

function hasAwaited({ inHand }: Handle<Chunk>): boolean {
  const { first } = inHand;
  if (first?.line === undefined) return first !== undefined; // as nearly always
  for (const { line } of inHand.values()) if (line?.isHeld !== true) return true;
  return false;
}
