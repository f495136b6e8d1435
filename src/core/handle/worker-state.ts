/** What a worker may become next. Death may come at any time; nothing comes after it. */
import { InvariantError } from '../base/errors.ts';

/**
 * `starting`: not ready for work · `idle`: ready, nothing in hand · `busy`: has work in hand ·
 * `stopping`: gets no more work and will end · `dead`: has ended.
 */
export type WorkerState = 'starting' | 'idle' | 'busy' | 'stopping' | 'dead';

const NEXT: Readonly<Record<WorkerState, readonly WorkerState[]>> = {
  starting: ['idle', 'stopping', 'dead'],
  idle: ['busy', 'stopping', 'dead'],
  busy: ['idle', 'stopping', 'dead'],
  stopping: ['dead'],
  dead: [],
};

/** Returns `to`, or throws if a worker cannot go there from `from`. */
export function move<To extends WorkerState>(from: WorkerState, to: To): To {
  if (!NEXT[from].includes(to)) throw new InvariantError(`a worker went from ${from} to ${to}`);
  return to;
}
