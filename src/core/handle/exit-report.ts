/** What is left of a worker that has ended, for whoever has to put it into order. */
import type { WorkerExit } from '../base/exit.ts';
import type { ErrorPayload } from '../base/payload.ts';
import type { RunChunk } from '../wire/messages.ts';

/**
 * How far a worker had come: not ready for work yet · not ready in time, so it was ended · ready, but
 * without any work done · some work done · ended because it did not start what it was given · ended
 * because we wanted it to.
 */
export type Stage = 'starting' | 'overdue' | 'ready' | 'proven' | 'stuck' | 'dismissed';

/** What a worker's end left behind. */
export interface Estate<C extends RunChunk> {
  readonly exit: WorkerExit;
  /** What the worker said it died of, if it could still say so. */
  readonly crash: ErrorPayload | undefined;
  /** At most one chunk: the worker had started it. */
  readonly started: readonly C[];
  /** These are as good as new. */
  readonly unstarted: readonly C[];
  readonly stage: Stage;
}

/** A worker that could not even be opened, with what was thrown at that. */
export function stillborn<C extends RunChunk>(workerId: number, cause: unknown): Estate<C> {
  const exit = { workerId, pid: 0, exitCode: null, signal: null, lastWords: '', cause };
  return { exit, crash: undefined, started: [], unstarted: [], stage: 'starting' };
}
