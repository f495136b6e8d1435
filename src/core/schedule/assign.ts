/**
 * Deals waiting chunks to the workers so that all end up with about the same number in hand.
 *
 *    in hand   1: ##        1: ####        A worker that still has more than half of its window is
 *    before    2: ###  ──►  2: ####        left alone: it is refilled in one go, by one message,
 *              3:           3: ####        and not chunk by chunk.
 */
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';

export interface Deal {
  readonly gifts: ReadonlyMap<Handle<Chunk>, readonly Chunk[]>;
  /** A chunk that nobody had room for. */
  readonly left: Chunk | undefined;
}

interface Seat {
  readonly handle: Handle<Chunk>;
  readonly chunks: Chunk[];
  load: number;
  room: number;
}

/**
 * Takes chunks from `next` as long as somebody has room for them. `windowOf` says how many chunks
 * like the given one a worker may hold.
 */
export function deal(
  handles: Iterable<Handle<Chunk>>,
  next: () => Chunk | undefined,
  windowOf: (chunk: Chunk) => number,
): Deal {
  let chunk = next();
  const seats = chunk === undefined ? [] : openSeats(handles, windowOf(chunk));
  const dealt = [...seats];
  let at = 0;
  while (chunk !== undefined) {
    const seat = seats[at];
    if (seat === undefined || seat.load >= windowOf(chunk)) break;
    seat.chunks.push(chunk);
    seat.load += 1;
    seat.room -= 1;
    if (seat.room === 0) seats.splice(at, 1);
    at = nextSeat(seats, at, seat);
    chunk = next();
  }
  const gifts = new Map(
    dealt.filter(({ chunks }) => chunks.length > 0).map(({ handle, chunks }) => [handle, chunks]),
  );
  return { gifts, left: chunk };
}

/** Those that may be given something, the emptiest first. */
function openSeats(handles: Iterable<Handle<Chunk>>, window: number): Seat[] {
  const seats: Seat[] = [];
  for (const handle of handles) {
    const room = handle.freeSlots;
    const load = handle.inHand.size;
    if (room > 0 && load <= window / 2) seats.push({ handle, chunks: [], load, room });
  }
  return seats.sort((a, b) => a.load - b.load);
}

/** Seats stay sorted by load up to `at`: go on while the next one has less, else from the front. */
function nextSeat(seats: readonly Seat[], at: number, last: Seat): number {
  const after = seats[at] === last ? at + 1 : at;
  const candidate = seats[after];
  return candidate !== undefined && candidate.load < last.load ? after : 0;
}
