/** What a worker may become next. Death may come at any time; nothing comes after it. */
import type { Moves } from '../base/state-machine.ts';

/**
 * `starting`: not ready for work · `idle`: ready, nothing in hand · `busy`: has work in hand ·
 * `stopping`: gets no more work and will end · `dead`: has ended.
 *
 * @example
 * const busy: WorkerState = 'busy';
 * console.log(pool.workers.filter(({ state }) => state === busy).length); // 0
 */
export type WorkerState = 'starting' | 'idle' | 'busy' | 'stopping' | 'dead';

export const WORKER_MOVES: Moves<WorkerState> = {
  starting: ['idle', 'stopping', 'dead'],
  idle: ['busy', 'stopping', 'dead'],
  busy: ['idle', 'stopping', 'dead'],
  stopping: ['dead'],
  dead: [],
};
