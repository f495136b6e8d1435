/**
 * Why a task that runs is asked to stop: `currentWorker().signal` is aborted for one of these.
 *
 *    cancelled   the call was cancelled, or its reader has left
 *    timedOut    it has run for longer than its `timeout`
 *    ended       the pool ends
 */
import { PoolTerminatedError } from './errors.ts';

/** Their places are the numbers that stand for them where nothing but numbers can be shared; 0 is none. */
const CAUSES = [undefined, 'cancelled', 'timedOut', 'ended'] as const;

export type AbortCause = NonNullable<(typeof CAUSES)[number]>;

export function numberOf(cause: AbortCause): number {
  return CAUSES.indexOf(cause);
}

export function causeOf(number: number): AbortCause | undefined {
  return CAUSES[number];
}

/** What the task finds as the reason of its signal. */
export function abortReason(cause: AbortCause): Error {
  if (cause === 'ended') return new PoolTerminatedError('the pool ends, and the task with it');
  return cause === 'timedOut'
    ? new DOMException('the task has run for longer than its timeout', 'TimeoutError')
    : new DOMException('nobody waits for the task any more', 'AbortError');
}
