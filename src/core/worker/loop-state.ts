import type { Moves } from '../base/state-machine.ts';

/**
 * What the loop is doing.
 *
 *    waiting    nothing to run
 *    running    a task: what is thrown now, outside every promise, is taken for its failure
 *    between    a chunk is done, its result on its way out; the next is looked for
 */
export type Doing = 'waiting' | 'running' | 'between';

export const MOVES: Moves<Doing> = {
  waiting: ['between'],
  between: ['running', 'waiting'],
  running: ['between'],
};
