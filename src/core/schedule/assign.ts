/** Which of the chunks that wait go to which worker, as far as there is room. */
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';

/** What was assigned to one worker; at least one chunk. */
export interface Assignment {
  readonly handle: Handle<Chunk>;
  readonly chunks: readonly Chunk[];
}

export interface Assigned {
  readonly assignments: readonly Assignment[];
  /** A chunk that nobody had room for. */
  readonly left: Chunk | undefined;
}

/** A worker that may be given something, and how much. */
interface Candidate {
  readonly handle: Handle<Chunk>;
  readonly chunks: Chunk[];
  load: number;
  room: number;
}

/**
 * Assigns waiting chunks to the workers so that all end up with about the same number in hand.
 *
 *    in hand   1: ##        1: ####        A worker that still has more than half of its window is
 *    before    2: ###  ──►  2: ####        left alone: it is refilled in one go, by one message,
 *              3:           3: ####        and not chunk by chunk.
 *
 * Takes chunks from `next` as long as somebody has room for them. `windowOf` says how many chunks
 * like the given one a worker may hold.
 */
export function assign(
  handles: Iterable<Handle<Chunk>>,
  next: () => Chunk | undefined,
  windowOf: (chunk: Chunk) => number,
): Assigned {
  let chunk = next();
  const all = chunk === undefined ? [] : findCandidates(handles, windowOf(chunk));
  const open = [...all];
  let at = 0;
  while (chunk !== undefined) {
    const candidate = open[at];
    if (candidate === undefined || candidate.load >= windowOf(chunk)) break;
    candidate.chunks.push(chunk);
    candidate.load += 1;
    candidate.room -= 1;
    if (candidate.room === 0) open.splice(at, 1);
    at = nextAfter(candidate, open, at);
    chunk = next();
  }
  return { assignments: all.filter(({ chunks }) => chunks.length > 0), left: chunk };
}

/** Those that may be given something, the emptiest first. */
function findCandidates(handles: Iterable<Handle<Chunk>>, window: number): Candidate[] {
  const candidates: Candidate[] = [];
  for (const handle of handles) {
    const room = handle.freeSlots;
    const load = handle.inHand.size;
    const hasLane = load < handle.concurrency;
    if (room > 0 && (hasLane || load <= window / 2))
      candidates.push({ handle, chunks: [], load, room });
  }
  return candidates.sort((a, b) => a.load - b.load);
}

/** Candidates stay sorted by load up to `at`: go on while the next one has less, else from the front. */
function nextAfter(last: Candidate, open: readonly Candidate[], at: number): number {
  const after = open[at] === last ? at + 1 : at;
  const candidate = open[after];
  return candidate !== undefined && candidate.load < last.load ? after : 0;
}
