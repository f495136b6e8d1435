/**
 * The queue of the memory engine: who gets which chunk, when it comes again, when it is poison.
 *
 *    publish ──► waiting ──► held ──► gone          held too long, or given back ──► waiting, in front
 *                              └────► poison        … for the `maxDeliveries`th time ──► poison
 *
 * Invariant: an entry is in exactly one of `#again`, `#waiting`, `#held`, `#poison`, or it is gone.
 * Every step is synchronous; receivers are called in a microtask of their own, so that none of them
 * sees a step half done.
 */
import type { ChunkMessage } from '../engine.ts';
import type { Clock } from './clock.ts';

export interface QueueOptions {
  readonly clock: Clock;
  readonly ackWaitMs: number;
  readonly maxDeliveries: number;
  readonly duplicateWindowMs: number;
  /** How many chunks it takes before it is full. */
  readonly maxChunks: number;
}

/** A chunk in the queue. */
export interface Entry {
  readonly chunk: ChunkMessage;
  deliveryCount: number;
  cancelWait: () => void;
}

/** A host's request for chunks; `wanted` goes down with each that it gets. */
export interface Request {
  wanted: number;
  /** Absent: it takes whatever there is. */
  readonly takes?: (entry: Entry) => boolean;
  /** The queue of the last entry, where it takes from several: another one goes first. */
  last?: { readonly queue: string | undefined };
  readonly onEntry: (entry: Entry) => void;
}

export class MemoryQueue {
  readonly #options: QueueOptions;
  /** Both in order: a Set keeps it, and lets a purge take from the middle. */
  readonly #waiting = new Set<Entry>();
  readonly #again = new Set<Entry>();
  readonly #held = new Set<Entry>();
  readonly #poison = new Set<Entry>();
  readonly #requests = new Set<Request>();
  readonly #seenUntilMs = new Map<string, number>();
  /** Listeners for poison, each called once when it happens. */
  readonly onPoison: Set<(entry: Entry) => void> = new Set();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#again.size + this.#waiting.size + this.#held.size + this.#poison.size;
  }

  get poison(): Iterable<Entry> {
    return this.#poison;
  }

  *entries(): Generator<Entry> {
    yield* this.#again;
    yield* this.#waiting;
    yield* this.#held;
    yield* this.#poison;
  }

  /** False if it is full; then nothing has changed. */
  publish(chunk: ChunkMessage): boolean {
    this.#forgetOldIds();
    if (this.#seenUntilMs.has(chunk.id)) return true;
    if (this.size >= this.#options.maxChunks) return false;
    const { clock, duplicateWindowMs } = this.#options;
    this.#seenUntilMs.set(chunk.id, clock.nowMs() + duplicateWindowMs);
    this.#waiting.add({ chunk, deliveryCount: 0, cancelWait: () => {} });
    this.#deliver();
    return true;
  }

  request(request: Request): void {
    this.#requests.add(request);
    this.#deliver();
  }

  withdraw(request: Request): void {
    this.#requests.delete(request);
  }

  acknowledge(entry: Entry): void {
    entry.cancelWait();
    for (const place of [this.#again, this.#waiting, this.#held, this.#poison]) place.delete(entry);
  }

  /** `deliveryCount` says whose hold it is: a host that lost the chunk meanwhile has no say. */
  extend(entry: Entry, deliveryCount: number): void {
    if (this.#isHeld(entry, deliveryCount)) this.#startWait(entry);
  }

  giveBack(entry: Entry, deliveryCount: number, afterMs = 0): void {
    if (!this.#isHeld(entry, deliveryCount)) return;
    if (afterMs === 0) this.#release(entry);
    else this.#startWait(entry, afterMs);
  }

  purge(job: string): number {
    const dropped = [...this.entries()].filter(({ chunk }) => chunk.job === job);
    for (const entry of dropped) this.acknowledge(entry);
    return dropped.length;
  }

  /** Ends what the queue has started: the waits of all chunks that are held. */
  end(): void {
    for (const entry of this.#held) entry.cancelWait();
    this.#requests.clear();
  }

  #deliver(): void {
    for (const request of this.#requests) {
      while (request.wanted > 0) {
        const entry = this.#next(request);
        if (entry === undefined) break;
        if (request.last !== undefined) request.last = { queue: entry.chunk.queue };
        this.#hold(entry, request);
      }
      if (request.wanted === 0) this.#requests.delete(request);
    }
  }

  #next({ takes = () => true, last }: Request): Entry | undefined {
    const isOther = (entry: Entry): boolean => entry.chunk.queue !== last?.queue && takes(entry);
    const first = (fits: (entry: Entry) => boolean): Entry | undefined =>
      takeFirst(this.#again, fits) ?? takeFirst(this.#waiting, fits);
    return (last === undefined ? undefined : first(isOther)) ?? first(takes);
  }

  #hold(entry: Entry, request: Request): void {
    this.#held.add(entry);
    entry.deliveryCount += 1;
    request.wanted -= 1;
    this.#startWait(entry);
    request.onEntry(entry);
  }

  #startWait(entry: Entry, ms: number = this.#options.ackWaitMs): void {
    entry.cancelWait();
    entry.cancelWait = this.#options.clock.after(ms, () => this.#release(entry));
  }

  #release(entry: Entry): void {
    entry.cancelWait();
    this.#held.delete(entry);
    if (entry.deliveryCount >= this.#options.maxDeliveries) {
      this.#poison.add(entry);
      for (const listener of this.onPoison) listener(entry);
      return;
    }
    this.#again.add(entry);
    this.#deliver();
  }

  #isHeld(entry: Entry, deliveryCount: number): boolean {
    return this.#held.has(entry) && entry.deliveryCount === deliveryCount;
  }

  #forgetOldIds(): void {
    const nowMs = this.#options.clock.nowMs();
    for (const [id, untilMs] of this.#seenUntilMs) {
      if (untilMs > nowMs) return; // in the order of their time
      this.#seenUntilMs.delete(id);
    }
  }
}

function takeFirst(entries: Set<Entry>, fits: (entry: Entry) => boolean): Entry | undefined {
  for (const entry of entries) {
    if (!fits(entry)) continue;
    entries.delete(entry);
    return entry;
  }
  return undefined;
}
