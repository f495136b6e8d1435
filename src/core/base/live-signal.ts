/**
 * An AbortSignal that a task can also ask while it lets nothing else in its thread run: whoever reads `aborted` has it
 * look itself. An ordinary one would not have heard of it yet.
 */
import { type AbortCause, abortReason } from './abort-cause.ts';

export interface LiveSignal {
  readonly signal: AbortSignal;
  abort(cause: AbortCause): void;
}

/** `look` says whether it should be aborted, and why. */
export function liveSignal(look: () => AbortCause | undefined): LiveSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = (cause: AbortCause): void => controller.abort(abortReason(cause));
  const isAborted = (): boolean => {
    if (own('aborted', signal) === true) return true;
    const cause = look();
    if (cause !== undefined) abort(cause);
    return cause !== undefined;
  };
  Object.defineProperties(signal, {
    aborted: { get: isAborted },
    reason: { get: () => (isAborted() ? own('reason', signal) : undefined) },
    throwIfAborted: {
      value: () => {
        if (isAborted()) throw signal.reason;
      },
    },
  });
  return { signal, abort };
}

/** What Node's own getter says. */
function own(name: 'aborted' | 'reason', signal: AbortSignal): unknown {
  return Reflect.get(AbortSignal.prototype, name, signal);
}
