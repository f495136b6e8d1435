/** What is known of a worker that has ended, and what it had in hand. */
import type { WorkerExit } from '../base/exit.ts';
import type { ErrorPayload } from '../base/payload.ts';
import type { RunChunk } from '../wire/messages.ts';

/**
 * How far a worker had come when it ended. `starting`: it was not ready for work yet · `ready`: it was,
 * but had done none · `has worked`: it had done some. The others say why we ended it.
 */
export type Stage = 'starting' | 'ready' | 'has worked' | EndReason;

/**
 * Why we end a worker. `not ready in time`: its start took too long · `initializer failed`: another one is
 * to try it again · `stuck`: it did not start what it was given · `ended by us`: we want no more of it, or
 * not of what it is doing.
 */
export type EndReason = 'not ready in time' | 'initializer failed' | 'stuck' | 'ended by us';

export interface ExitReport<C extends RunChunk> {
  readonly exit: WorkerExit;
  /** What the worker said it died of, if it could still say so. */
  readonly crash: ErrorPayload | undefined;
  /** At most one chunk: the worker had started it. */
  readonly started: readonly C[];
  /** These are as good as new. */
  readonly unstarted: readonly C[];
  readonly stage: Stage;
}

/** Of a worker that could not even be opened, with what was thrown at that. */
export function failedToOpen<C extends RunChunk>(workerId: number, cause: unknown): ExitReport<C> {
  const exit = { workerId, pid: 0, exitCode: null, signal: null, lastWords: '', cause };
  return { exit, crash: undefined, started: [], unstarted: [], stage: 'starting' };
}
