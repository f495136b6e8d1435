/**
 * Which workers have been at the same chunk for long.
 *
 *    hands of 1   c3 (for 800 ms) c7 c8   ──►  c7 c8 go to somebody else, and nothing more comes
 *    hands of 2   c9 (for   2 ms) c10          as long as c3 takes
 *
 * Chunks are sent ahead on a guess of how long those before them take. Where the guess was wrong, what
 * waits must not wait for it.
 */

/** Several times what a chunk may take that has another sent ahead: its way, and reading it, count as well. */
export const STANDSTILL_MS = 200;

interface Hands {
  readonly inHand: ReadonlyMap<number, unknown>;
}

interface Look {
  readonly chunkId: number;
  readonly atMs: number;
}

/**
 * Looks at the moments at which a worker's first chunk may have changed: when its results have come, and
 * when it was given something. So it needs no timer, and no clock for each chunk.
 */
export class Standstill<H extends Hands> {
  readonly #first = new WeakMap<H, Look>();

  /** Whether the worker has had the same chunk before it for long. */
  look(handle: H, nowMs: number): boolean {
    const [chunkId] = handle.inHand.keys();
    if (chunkId === undefined) return false;
    const before = this.#first.get(handle);
    if (before?.chunkId === chunkId) return nowMs - before.atMs > STANDSTILL_MS;
    this.#first.set(handle, { chunkId, atMs: nowMs });
    return false;
  }
}
