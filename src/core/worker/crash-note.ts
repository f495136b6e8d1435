/** What is said of an error that was thrown outside of every task's promise, and the end of its worker. */
import { FAILURES } from './load-failures.ts';
import type { Port } from './port.ts';

/**
 * Of one that was thrown while a task ran. Nobody can tell who has left the timer or promise behind; but the first
 * task cannot blame others.
 */
export function noteOn(isFirstTask: boolean): string {
  const where = 'in a timer, or in a promise that nobody awaits';
  return isFirstTask
    ? `thrown outside of the promise that the task returned, ${where}`
    : `thrown outside of the promise of the task that was running, ${where}; ` +
        'an earlier task of this worker may have left that behind';
}

/** `note` is about the task that is blamed; without one it is nobody's failure, and nobody would see it. */
export function endWithCrash(port: Port, error: unknown, note: string | undefined): void {
  if (note === undefined) print(error);
  const ending = FAILURES.with(({ describeFailure }) =>
    port.end(1, { kind: 'crashed', error: describeFailure(error, note) }),
  );
  if (ending instanceof Promise) ending.catch(() => port.end(1)); // our own files are gone
}

/** What printing calls may be the user's, and may throw. */
export function print(error: unknown): void {
  try {
    console.error(error);
  } catch {
    // it cannot be shown
  }
}
