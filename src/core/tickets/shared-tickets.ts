/**
 * Tickets between threads: a ring in shared memory.
 *
 *    [ head | tail | revoked | cause | 0 1 2 … CAPACITY-1 ]
 *      ▲      ▲
 *      │      └── issue: only the parent moves it, after the ids are in place
 *      └── take and takeBack: whoever's compare-and-exchange of `head` succeeds has the ticket
 *
 * Both counters only grow (and wrap as 32-bit numbers); a slot is their value modulo the capacity.
 * Invariant: tail - head ≤ CAPACITY, so a slot is not written again while anybody may read it.
 */
import { type AbortCause, causeOf, numberOf } from '../base/abort-cause.ts';
import type { TicketTaker, Tickets } from './tickets.ts';

const CAPACITY = 1024;
const HEAD = 0;
const TAIL = 1;
const REVOKED = 2;
/** Why; it is written before the id. */
const CAUSE = 3;
const FIRST_SLOT = 4;

/** Both ends: the parent makes one, the worker another over the same `memory`. */
export class SharedTickets implements Tickets, TicketTaker {
  readonly capacity: number = CAPACITY;
  readonly memory: SharedArrayBuffer;
  readonly #cells: Int32Array;

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer((FIRST_SLOT + CAPACITY) * 4);
    this.#cells = new Int32Array(this.memory);
  }

  issue(ids: readonly number[]): void {
    let tail = Atomics.load(this.#cells, TAIL);
    for (let i = 0; i < ids.length; i += 1) {
      Atomics.store(this.#cells, slotOf(tail), (ids[i] as number) | 0); // in range
      tail = (tail + 1) | 0;
    }
    Atomics.store(this.#cells, TAIL, tail);
  }

  takeBack(max: number): number[] {
    const ids: number[] = [];
    while (ids.length < max) {
      const id = this.take();
      if (id === undefined) break;
      ids.push(id);
    }
    return ids;
  }

  take(): number | undefined {
    for (;;) {
      const head = Atomics.load(this.#cells, HEAD);
      if (head === Atomics.load(this.#cells, TAIL)) return undefined;
      const id = Atomics.load(this.#cells, slotOf(head));
      if (Atomics.compareExchange(this.#cells, HEAD, head, (head + 1) | 0) === head)
        return id >>> 0;
    }
  }

  revoke(id: number, cause: AbortCause): void {
    Atomics.store(this.#cells, CAUSE, numberOf(cause));
    Atomics.store(this.#cells, REVOKED, id | 0);
  }

  revoked(id: number): AbortCause | undefined {
    if (Atomics.load(this.#cells, REVOKED) !== (id | 0)) return undefined;
    return causeOf(Atomics.load(this.#cells, CAUSE));
  }

  close(): void {
    // Shared memory is collected when both sides have forgotten it.
  }
}

function slotOf(counter: number): number {
  return FIRST_SLOT + ((counter >>> 0) % CAPACITY);
}
