/**
 * Who may start a chunk: each chunk in a worker's hands has one ticket, and whoever takes it, the
 * worker to run the chunk or the pool to have it back, has it alone.
 *
 * This is what makes it safe to put more than one chunk into a worker's hands: those behind a slow
 * task, or left by a dead worker, can be taken back, and each of them either has started or has
 * not; there is no third state and no message that could cross another on the way.
 *
 * Invariant: tickets are issued before their chunks are sent, and are taken in that order.
 *
 * A ticket that the worker has taken can be revoked: its task goes on, but sees that it should stop, even while it lets
 * nothing else in its thread run.
 */
import type { AbortCause } from '../base/abort-cause.ts';

export interface Tickets {
  /** How many chunks the worker may hold. 1 where tickets are not to be had. */
  readonly capacity: number;
  issue(ids: readonly number[]): void;
  /** Takes up to `max` tickets that nobody has taken yet, the next to run first. */
  takeBack(max: number): number[];
  /** Marks the ticket of the chunk that runs; one at a time. */
  revoke(id: number, cause: AbortCause): void;
  /** Frees what they are kept in. The channel calls it after the end. */
  close(): void;
}

/** The worker's side. */
export interface TicketTaker {
  /** The id of the next chunk that the worker may start, or `undefined`: there is none. */
  take(): number | undefined;
  /** Why the ticket, which was taken here, has been revoked; `undefined`: it has not. */
  revoked?(id: number): AbortCause | undefined;
}

/**
 * Where tickets cannot be shared the worker holds one chunk at a time, and holding it is having
 * started it: nothing can be taken back.
 */
export class NoTickets implements Tickets, TicketTaker {
  readonly capacity: number = 1;
  #next: number | undefined;

  issue(ids: readonly number[]): void {
    this.#next = ids[0];
  }

  takeBack(): number[] {
    return [];
  }

  take(): number | undefined {
    const id = this.#next;
    this.#next = undefined;
    return id;
  }

  revoke(): void {
    // Nothing can be shared: a task hears of it by a message, when it lets its thread read one.
  }

  close(): void {
    // There is nothing to free.
  }
}
