/**
 * Finds workers that have work in hand and do not start it: an earlier task has left something behind
 * (a loop in a timer, promises that follow one another for ever) which does not let go of the thread,
 * or the system has stopped the process. The task in hand is not to blame, and its own time limit does
 * not run yet; without this it would wait for ever.
 *
 *    look ── limit ──► look ── limit ──► look      stuck: the same chunk is the first in hand at two
 *                                                  looks in a row, and its ticket is still there
 *
 * Looks now and then rather than timing each chunk: that costs the usual case nothing. So a stuck
 * worker is found after the limit, and before twice the limit.
 */
import { timerMs, unref } from '../base/timer.ts';
import type { RunChunk } from '../wire/messages.ts';
import type { Handle } from './handle.ts';

export class StuckWatch<C extends RunChunk> {
  /** By worker: the first chunk it had in hand at the last look. */
  #seen = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(handles: () => Iterable<Handle<C>>, limitMs: number) {
    this.#timer = setInterval(() => this.#look(handles()), timerMs(limitMs));
    unref(this.#timer);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(handles: Iterable<Handle<C>>): void {
    const before = this.#seen;
    this.#seen = new Map();
    for (const handle of [...handles]) {
      const [first] = handle.inHand.keys();
      if (first === undefined) continue;
      if (before.get(handle.id) === first && handle.probeUnstarted()) handle.end('stuck');
      else this.#seen.set(handle.id, first);
    }
  }
}
