/**
 * The chunks that have arrived in this worker and have not started. To have one is not to run it: a chunk is
 * this worker's when it has taken the chunk's ticket, and may be taken back before.
 */
import { DequeById } from '../base/deque.ts';
import type { TicketTaker } from '../tickets/tickets.ts';
import type { RunChunk } from '../wire/messages.ts';

export class ChunksInHand {
  readonly #tickets: TicketTaker;
  readonly #bodies = new DequeById<RunChunk>();
  #holds = 0;
  /** A ticket taken whose chunk is still on its way. */
  #claimed: number | undefined;

  constructor(tickets: TicketTaker) {
    this.#tickets = tickets;
  }

  /** Whether there is none besides the one that is run. */
  get isEmpty(): boolean {
    return this.#bodies.size === 0;
  }

  add(chunks: readonly RunChunk[]): void {
    for (let i = 0; i < chunks.length; i += 1) this.#bodies.push(chunks[i] as RunChunk); // in range
  }

  /**
   * Gives out nothing more before `goOn`: a function could not be loaded, and the pool decides whether another worker tries;
   * or items were handed back, which come before what is here.
   */
  hold(): void {
    this.#holds += 1;
  }

  /** The answer to one `hold`. */
  goOn(): void {
    this.#holds -= 1;
  }

  drop(ids: readonly number[]): void {
    for (const id of ids) {
      this.#bodies.take(id);
      // A chunk that could not be sent after all, but whose ticket was already out.
      if (this.#claimed === id) this.#claimed = undefined;
    }
  }

  /** The chunk that was taken last will come once more, and is this worker's to run. */
  awaitAgain(id: number): void {
    this.#claimed = id;
  }

  /** The next chunk that is this worker's to run and that is here. */
  takeNext(): RunChunk | undefined {
    if (this.#holds > 0 || this.#bodies.size === 0) return undefined;
    this.#claimed ??= this.#tickets.take();
    if (this.#claimed === undefined) return undefined;
    const chunk = this.#bodies.take(this.#claimed);
    if (chunk !== undefined) this.#claimed = undefined;
    return chunk;
  }
}
