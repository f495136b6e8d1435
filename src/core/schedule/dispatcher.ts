/**
 * The dealer: moves chunks from the queue into the workers' hands, and back if another worker has
 * nothing to do.
 *
 *    queue ── deal ──► hands of 1 … N
 *      ▲                  │
 *      └─── gather ───────┘  what waits behind others, for a worker that is idle; or behind a long one
 *
 * Owns the window (how many chunks a worker may hold) and nothing else: the queue is the scheduler's.
 */
import type { Boundary } from '../codec/crossing/not-sendable.ts';
import type { Crew } from '../handle/crew.ts';
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import { deal } from './assign.ts';
import { refuse } from './unsendable-chunk.ts';
import { Standstill } from './head-of-line.ts';
import { isSuspect } from './poison-items.ts';
import type { TaskQueue } from './task-queue.ts';
import { transferablesIn } from '../job/transferables.ts';
import { mostByWeight } from './weight.ts';
import { Window } from './window.ts';

export interface DealerOptions {
  readonly crew: Crew<Chunk>;
  readonly queue: TaskQueue;
  readonly boundary: Boundary;
  /** Called when the dealing of what was submitted in one turn is done. */
  readonly onDealt: () => void;
}

export class Dealer {
  readonly #crew: Crew<Chunk>;
  readonly #queue: TaskQueue;
  readonly #boundary: Boundary;
  readonly #onDealt: () => void;
  readonly #window = new Window();
  readonly #standstill = new Standstill<Handle<Chunk>>();
  #lastId = 0;
  #willDeal = false;

  constructor({ crew, queue, boundary, onDealt }: DealerOptions) {
    this.#crew = crew;
    this.#queue = queue;
    this.#boundary = boundary;
    this.#onDealt = onDealt;
  }

  /** Learns how long tasks of this kind take. */
  observe(chunk: Chunk, items: number, runMs: number): void {
    this.#window.observe(chunk.spec.fn.id, items, runMs);
  }

  /**
   * What is submitted in one turn is dealt together, so it travels in one message per worker. A turn
   * ends when all promises have run (a tick comes after them): a loop that takes fifty results, each
   * of which lets an item be pulled, makes one message and not fifty.
   */
  dealSoon(): void {
    if (this.#willDeal) return;
    this.#willDeal = true;
    process.nextTick(() => {
      this.#willDeal = false;
      this.deal();
      this.#onDealt();
    });
  }

  deal(): void {
    const nowMs = performance.now();
    const moving = this.#gatherFromTheStanding(nowMs);
    this.#dealTo(moving, nowMs);
    if (this.#queue.isEmpty && this.#gatherForTheIdle()) this.#dealTo(moving, nowMs);
    if (!this.#queue.isEmpty) this.#crew.wake();
  }

  #dealTo(handles: readonly Handle<Chunk>[], nowMs: number): void {
    const { gifts, left } = deal(
      handles,
      () => this.#queue.next(),
      (chunk) => this.#windowOf(chunk),
    );
    if (left !== undefined) this.#queue.putBack([left]);
    for (const [handle, chunks] of gifts) {
      this.#give(handle, chunks);
      this.#standstill.look(handle, nowMs);
    }
  }

  /** Takes back what waits behind a long chunk. The answer is who gets on with what is in hand. */
  #gatherFromTheStanding(nowMs: number): Handle<Chunk>[] {
    const moving: Handle<Chunk>[] = [];
    for (const handle of this.#crew.handles) {
      if (!this.#standstill.look(handle, nowMs)) moving.push(handle);
      else if (handle.inHand.size > 1) this.#queue.putBack(handle.takeBack(canComeBack));
    }
    return moving;
  }

  /** What moves away from here cannot be taken back, so it goes where it is run at once; as a suspect does. */
  #windowOf(chunk: Chunk): number {
    if (this.#goesAlone(chunk)) return 1;
    return Math.min(this.#window.size(chunk.spec.fn.id, chunk.items.length), mostByWeight(chunk));
  }

  #goesAlone(chunk: Chunk): boolean {
    return isSuspect(chunk) || this.#moves(chunk);
  }

  #moves(chunk: Chunk): boolean {
    return chunk.job.transfer !== undefined && this.#boundary === 'thread';
  }

  #gatherForTheIdle(): boolean {
    let fullest: Handle<Chunk> | undefined;
    let isAnyIdle = false;
    for (const handle of this.#crew.handles) {
      if (handle.inHand.size > (fullest?.inHand.size ?? 1)) fullest = handle;
      if (handle.state === 'idle' && handle.freeSlots > 0) isAnyIdle = true;
    }
    if (!isAnyIdle || fullest === undefined) return false;
    const chunks = fullest.takeBack(canComeBack);
    this.#queue.putBack(chunks);
    return chunks.length > 0;
  }

  #give(handle: Handle<Chunk>, chunks: readonly Chunk[]): void {
    const [first] = chunks;
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
    for (const chunk of chunks) chunk.id = this.#nextId();
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
    this.dealSoon(); // the place that was meant for it is free, and nobody else will say so
    this.#queue.putBack(refuse(chunk, cause, this.#boundary));
  }
}

function canComeBack({ isMoved }: Chunk): boolean {
  return !isMoved;
}
