/**
 * Where a host pulls next: from which part of the queue, how many chunks, and how long it waits there.
 *
 *    one part     wait there
 *    several      scan: pull from each part once without waiting, the one that gave last and the home first
 *                 nothing anywhere ──► wait at some parts at a time, shortly, and move on
 *
 * A request cannot be called back without losing what is on its way, so a host with work to look for
 * never waits long in one place. Pure: knows no time and sends nothing.
 */

export interface PullRequest {
  readonly part: number;
  readonly batch: number;
  /** 0: answer at once, if with nothing. `undefined`: as long as a request may last. */
  readonly waitMs: number | undefined;
}

export class Rotation {
  readonly #parts: number;
  #start: number;
  /** How many parts in a row have had nothing for us. */
  #misses = 0;

  /** `home` is where the scan begins: spread hosts evenly by a random one. */
  constructor(parts: number, home: number) {
    this.#parts = parts;
    this.#start = home % parts;
  }

  /** How to pull `credit` chunks now; the batches add up to it. */
  next(credit: number): PullRequest[] {
    if (credit === 0) return [];
    if (this.#parts === 1) return [{ part: 0, batch: credit, waitMs: undefined }];
    if (this.#misses < this.#parts) {
      return [{ part: this.#at(this.#misses), batch: credit, waitMs: 0 }];
    }
    const places = Math.min(credit, this.#parts, MAX_PLACES);
    const round = Math.floor((this.#misses - this.#parts) / places);
    const waitMs = Math.min(MAX_WAIT_MS, MIN_WAIT_MS * (1 + Math.floor(round / this.#parts)));
    return Array.from({ length: places }, (_, i) => ({
      part: this.#at(this.#misses + i),
      batch: Math.floor((credit + i) / places),
      waitMs,
    }));
  }

  /** A part has given something: that is where to pull first. */
  onDelivery(part: number): void {
    this.#start = part;
    this.#misses = 0;
  }

  /** A part had nothing (more). */
  onNothing(): void {
    this.#misses += 1;
  }

  #at(step: number): number {
    return (this.#start + step) % this.#parts;
  }
}

/** So many parts are watched at once by an idle host: more cost the server, fewer find work later. */
const MAX_PLACES = 4;
/** An idle host moves on after this time, and less and less often while it stays idle. */
const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 2000;
