/**
 * Where a host pulls next: from which place (a part of a queue), how many chunks, and how long it waits there.
 *
 *    one place, for good    wait there
 *    several                scan: pull from each once without waiting, the one that gave last and the home first
 *                           nothing anywhere ──► wait at some places at a time, shortly, and move on
 *
 * Parts of one queue are alike, so a host stays where there is work. Queues are not: there it moves on with each chunk, so
 * that none waits while another is long.
 *
 * A request cannot be called back without losing what is on its way, so a host with work to look for
 * never waits long in one place. Pure: knows no time and sends nothing.
 */

export interface PullRequest<Place = number> {
  readonly place: Place;
  readonly batch: number;
  /** 0: answer at once, if with nothing. `undefined`: as long as a request may last. */
  readonly waitMs: number | undefined;
}

export class Rotation<Place = number> {
  #places: readonly Place[];
  readonly #movesOn: boolean;
  #start: number;
  /** How many places in a row have had nothing for us. */
  #misses = 0;

  /** `home` is where the scan begins: spread hosts evenly by a random one. `movesOn`: places are of several queues. */
  constructor(places: readonly Place[], home: number, movesOn = false) {
    this.#places = places;
    this.#movesOn = movesOn;
    this.#start = home % places.length;
  }

  /** From now on these. */
  replace(places: readonly Place[]): void {
    this.#places = places;
    this.#start %= places.length;
    this.#misses = 0;
  }

  /** How to pull `credit` chunks now; the batches add up to it. */
  next(credit: number): PullRequest<Place>[] {
    if (credit === 0) return [];
    const { length } = this.#places;
    if (length === 1 && !this.#movesOn) {
      return [{ place: this.#at(0), batch: credit, waitMs: undefined }];
    }
    if (this.#misses < length) {
      return [{ place: this.#at(this.#misses), batch: credit, waitMs: 0 }];
    }
    const places = Math.min(credit, length, MAX_PLACES);
    const round = Math.floor((this.#misses - length) / places);
    const waitMs = Math.min(MAX_WAIT_MS, MIN_WAIT_MS * (1 + Math.floor(round / length)));
    return Array.from({ length: places }, (_, i) => ({
      place: this.#at(this.#misses + i),
      batch: Math.floor((credit + i) / places),
      waitMs,
    }));
  }

  /** A place has given something: that is where to pull first, or behind it. */
  onDelivery(place: Place): void {
    this.#misses = 0;
    const at = this.#places.indexOf(place);
    if (at >= 0) this.#start = (at + (this.#movesOn ? 1 : 0)) % this.#places.length;
  }

  /** A place had nothing (more). */
  onNothing(): void {
    this.#misses += 1;
  }

  #at(step: number): Place {
    return this.#places[(this.#start + step) % this.#places.length] as Place; // there is at least one
  }
}

/** So many places are watched at once by an idle host: more cost the server, fewer find work later. */
const MAX_PLACES = 4;
/** An idle host moves on after this time, and less and less often while it stays idle. */
const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 2000;
