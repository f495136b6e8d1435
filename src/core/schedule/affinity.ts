/**
 * Affinity: what has the same key goes to the same worker, whose caches are warm for it.
 *
 *    queue ──► its worker has nothing to do   ──► goes there
 *              its worker is busy             ──► waits for it for a while, then goes to whoever has nothing to do
 *              nobody has run that key        ──► goes to whoever has nothing to do
 *
 * Nothing is sent ahead, so that what waits can go elsewhere. Others in the queue do not wait behind it.
 */
import { Deque } from '../base/deque.ts';
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import type { TaskQueue } from './task-queue.ts';
import { unref } from '../base/timer.ts';

export type Key = string | number;

/** How long something waits for its worker: a cache that is cold costs more than this, mostly. */
const PATIENCE_MS = 50;
/** So many keys of each worker are remembered: those that it ran last. */
const MAX_KEYS = 1000;

interface Held {
  readonly chunk: Chunk;
  readonly untilMs: number;
}

/** What is known of a worker that has run something with a key. */
interface Home {
  /** The one it ran last is at the end. */
  readonly keys: Set<Key>;
  readonly held: Deque<Held>;
}

export interface AffinityOptions {
  readonly queue: TaskQueue;
  readonly give: (handle: Handle<Chunk>, chunk: Chunk) => void;
  /** Something has waited long enough. */
  readonly onImpatient: () => void;
  readonly nowMs?: () => number;
}

export class Affinity {
  readonly #options: AffinityOptions;
  readonly #nowMs: () => number;
  readonly #homes = new Map<Handle<Chunk>, Home>();
  /** Who has run it last. */
  readonly #workers = new Map<Key, Handle<Chunk>>();
  /** These do not wait again. */
  readonly #impatient = new WeakSet<Chunk>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AffinityOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** Gives each worker that has nothing to do one chunk, as long as there are any. */
  dispatch(handles: Iterable<Handle<Chunk>>): void {
    this.#release();
    const open = [...handles].filter(isOpen);
    for (const handle of open) this.#giveHeld(handle);
    const { queue } = this.#options;
    while (open.some(isOpen)) {
      const chunk = queue.next();
      if (chunk === undefined) break;
      this.#place(chunk, open);
    }
    this.#watch();
  }

  /** The next chunk in the queue that any worker may be sent ahead. */
  nextPlain(): Chunk | undefined {
    const chunk = this.#options.queue.next();
    if (chunk?.job.affinity === undefined) return chunk;
    this.#options.queue.putBack([chunk]);
    return undefined;
  }

  #place(chunk: Chunk, open: readonly Handle<Chunk>[]): void {
    const key = chunk.job.affinity;
    const worker = key === undefined ? undefined : this.#workers.get(key);
    if (worker !== undefined && !isOpen(worker) && this.#mayWait(chunk, worker)) {
      const untilMs = this.#nowMs() + PATIENCE_MS;
      this.#homeOf(worker).held.push({ chunk, untilMs });
      return;
    }
    const target = worker !== undefined && isOpen(worker) ? worker : open.find(isOpen);
    if (target !== undefined) this.#give(target, chunk);
  }

  #mayWait(chunk: Chunk, worker: Handle<Chunk>): boolean {
    return !isGone(worker) && !this.#impatient.has(chunk);
  }

  #giveHeld(handle: Handle<Chunk>): void {
    const held = this.#homes.get(handle)?.held;
    if (held === undefined) return;
    for (let next = held.shift(); next !== undefined; next = held.shift()) {
      if (next.chunk.job.isOver) continue;
      this.#give(handle, next.chunk);
      return;
    }
  }

  #give(handle: Handle<Chunk>, chunk: Chunk): void {
    const { affinity } = chunk.job;
    if (affinity !== undefined) this.#note(affinity, handle);
    this.#options.give(handle, chunk);
  }

  #note(key: Key, handle: Handle<Chunk>): void {
    const before = this.#workers.get(key);
    if (before !== undefined) this.#homes.get(before)?.keys.delete(key);
    this.#workers.set(key, handle);
    const { keys } = this.#homeOf(handle);
    keys.add(key);
    const [oldest] = keys;
    if (keys.size <= MAX_KEYS || oldest === undefined) return;
    keys.delete(oldest);
    this.#workers.delete(oldest);
  }

  /** What waits for a worker that is gone, or has waited for long, goes back to the front of the queue. */
  #release(): void {
    const nowMs = this.#nowMs();
    for (const [handle, { keys, held }] of this.#homes) {
      const isLost = isGone(handle);
      const back: Chunk[] = [];
      for (let next = held.peek(); next !== undefined; next = held.peek()) {
        if (!isLost && next.untilMs > nowMs) break;
        held.shift();
        back.push(next.chunk);
        this.#impatient.add(next.chunk);
      }
      this.#options.queue.putBack(back);
      if (!isLost) continue;
      for (const key of keys) this.#workers.delete(key);
      this.#homes.delete(handle);
    }
  }

  /** Sees to it that nothing waits for longer than it should. */
  #watch(): void {
    clearTimeout(this.#timer);
    const firsts = [...this.#homes.values()].flatMap(({ held }) => held.peek()?.untilMs ?? []);
    if (firsts.length === 0) return;
    const ms = Math.max(1, Math.min(...firsts) - this.#nowMs());
    this.#timer = unref(setTimeout(this.#options.onImpatient, ms));
  }

  #homeOf(handle: Handle<Chunk>): Home {
    const known = this.#homes.get(handle);
    if (known !== undefined) return known;
    const home = { keys: new Set<Key>(), held: new Deque<Held>() };
    this.#homes.set(handle, home);
    return home;
  }
}

/** Whether it gets nothing any more. */
function isGone({ state, isSpent }: Handle<Chunk>): boolean {
  return state === 'dead' || state === 'stopping' || isSpent;
}

/** Whether it would run a chunk at once. */
function isOpen({ inHand, freeSlots, concurrency }: Handle<Chunk>): boolean {
  return inHand.size < concurrency && freeSlots > 0;
}
