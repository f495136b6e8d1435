/**
 * Head-of-line blocking: chunks that wait in one worker's hands behind a chunk that takes long.
 *
 *    hands of 1   c3 (for 800 ms) c7 c8   ──►  c7 c8 go to somebody else, and nothing more comes
 *    hands of 2   c9 (for   2 ms) c10          as long as c3 takes
 *
 * Chunks are sent ahead on a guess of how long those before them take. Where the guess was wrong, what
 * waits must not wait for it.
 */

/** Several times what a chunk may take that has another sent ahead: its way, and reading it, count as well. */
export const BLOCKED_MS = 200;

interface Held {
  readonly hands: { readonly size: number };
  /** When the chunk that is first in hand came to the front, by `performance.now()`. */
  readonly frontSinceMs: number;
}

/** Whether the worker has had the same chunk before it for long. */
export function isBlocked({ hands, frontSinceMs }: Held, nowMs: number): boolean {
  return hands.size > 0 && nowMs - frontSinceMs > BLOCKED_MS;
}
