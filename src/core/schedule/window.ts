/**
 * How many chunks a worker may have in hand.
 *
 * With one, a worker idles between chunks for a whole round trip; with many it never does. What
 * decides is time: as many as keep it busy for `TARGET_MS`. For a function not seen yet that is one,
 * so the first chunk of anything is also its measurement. Chunks of many items have one sent ahead from the start: to write one takes
 * milliseconds, in which the program has nothing else to do.
 *
 * And weight: a worker that is sent a megabyte while it works on another gains from it; one that is sent
 * twenty loses. All of them have to be in fresh memory at the same time, here, on the way and there, which
 * halves the throughput. So heavy chunks are given few at a time.
 *
 * And head-of-line blocking: chunks are sent ahead on a guess of how long those before them take. Where the
 * guess was wrong, what waits goes to somebody else, and nothing more comes as long as the long one takes:
 *
 *    worker 1   c3 (for 800 ms) c7 c8   ──►  c7 c8 are taken back
 *    worker 2   c9 (for   2 ms) c10
 */
import { types } from 'node:util';
import { byteLengthOf } from '../base/views.ts';
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import { NumberRange } from '../wire/list/number-range.ts';
import { SpeedEstimate } from '../job/chunk-size.ts';

/** A round trip takes 0.02–0.1 ms; some dozens of them in hand hide it well. */
const TARGET_MS = 2;
const MAX_WINDOW = 512;
/**
 * A chunk that takes longer than this holds up what waits behind it. All others have one sent ahead: where
 * all cores are busy, a round trip is the time until the system lets the program run.
 */
const LONG_MS = 50;
/**
 * Slower is believed only twice in a row: after a single pause of the garbage collector a narrow window
 * would leave the worker idle for dozens of round trips. What a long task does hold up can be taken back by
 * its ticket. Faster is believed slowly.
 */
const TRUST = { fasterShare: 0.2, slowerNeeds: 2 } as const;
/** Of one chunk. */
const MANY_ITEMS = 1000;
const MAX_FUNCTIONS = 1000;

export class Window {
  readonly #speeds = new Map<string, SpeedEstimate>();

  /** How many chunks like this one may be in hand. */
  size(functionId: string, items: number): number {
    const itemMs = this.#speeds.get(functionId)?.itemMs;
    if (itemMs === undefined) return items >= MANY_ITEMS ? 2 : 1;
    const chunkMs = itemMs * items;
    const least = chunkMs <= LONG_MS ? 2 : 1;
    return Math.max(least, Math.min(MAX_WINDOW, Math.floor(TARGET_MS / chunkMs)));
  }

  /** `items` calls of the function took `runMs` in all. */
  observe(functionId: string, items: number, runMs: number): void {
    const speed = this.#speeds.get(functionId) ?? this.#add(functionId);
    speed.observe(items, runMs);
  }

  #add(functionId: string): SpeedEstimate {
    if (this.#speeds.size >= MAX_FUNCTIONS) this.#speeds.clear();
    const speed = new SpeedEstimate(TRUST);
    this.#speeds.set(functionId, speed);
    return speed;
  }
}

/** What a worker may have in hand of heavy chunks. */
const MAX_BYTES = 1 << 20;
/** One to work on, and one that is on its way meanwhile. */
const MIN_CHUNKS = 2;

/** How many chunks like this one a worker may hold for their weight. */
export function mostByWeight(chunk: Chunk): number {
  const bytes = bytesAtAGlance(chunk);
  if (bytes === 0) return Number.POSITIVE_INFINITY;
  return Math.max(MIN_CHUNKS, Math.floor(MAX_BYTES / bytes));
}

/**
 * Only what items or arguments weigh themselves: a look inside would cost more than it saves. No code of the caller's
 * runs here.
 */
function bytesAtAGlance({ items, spec, job }: Chunk): number {
  if (items instanceof NumberRange) return 0;
  const first = items[0]; // the others will be of the same kind
  if (spec.call === 'one') return items.length * bytesOf(first);
  return items.length * bytesOfAll(first, job.ownsArguments === true ? plainly : carefully);
}

/** More are small ones. */
const FEW_ARGUMENTS = 4;

function bytesOfAll(
  args: unknown,
  read: (list: readonly unknown[], at: number) => unknown,
): number {
  if (!Array.isArray(args) || types.isProxy(args)) return 0;
  const count = Math.min(args.length, FEW_ARGUMENTS);
  let bytes = 0;
  for (let i = 0; i < count; i += 1) bytes += bytesOf(read(args, i));
  return bytes;
}

function plainly(list: readonly unknown[], at: number): unknown {
  return list[at];
}

/** A list of the caller's may have getters. */
function carefully(list: readonly unknown[], at: number): unknown {
  return Object.getOwnPropertyDescriptor(list, at)?.value;
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? byteLengthOf(value) : 0;
}

/** Several times what a chunk may take that has another sent ahead: its way, and reading it, count as well. */
export const BLOCKED_MS = 200;

interface Held {
  readonly concurrency?: number;
  readonly inHand: { readonly size: number };
  /** When the chunk that is first in hand came to the front, by `performance.now()`. */
  readonly frontSinceMs: number;
  /** How many of those it runs are known to wait. */
  readonly waiting?: number;
}

/** Whether the worker runs as many as it may, and has had the same chunk before it for long, or all of them wait. */
export function isBlocked(
  { inHand, frontSinceMs, waiting = 0, concurrency = 1 }: Held,
  nowMs: number,
): boolean {
  if (inHand.size < concurrency) return false;
  return waiting >= concurrency || nowMs - frontSinceMs > BLOCKED_MS;
}

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
 * like the given one a worker may hold. What has come back is given to nobody behind a later chunk, whose task may wait for
 * it; nor is anything else before it.
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
    if (isOvertaken(chunk, candidate)) break;
    candidate.chunks.push(chunk);
    candidate.load += 1;
    candidate.room -= 1;
    if (candidate.room === 0) open.splice(at, 1);
    at = nextAfter(candidate, open, at);
    chunk = next();
  }
  return { assignments: all.filter(({ chunks }) => chunks.length > 0), left: chunk };
}

function isOvertaken(chunk: Chunk, { handle, chunks, load }: Candidate): boolean {
  if (load < handle.concurrency) return false; // it would run at once
  const before = chunks.at(-1) ?? handle.inHand.last;
  return before !== undefined && chunk.isBefore(before);
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
