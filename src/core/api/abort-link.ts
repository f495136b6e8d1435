/**
 * Ties calls to AbortSignals: one listener per signal, however many calls share it, gone with the
 * last of them.
 */
import { onAbort as listenTo, reasonOf } from '../base/abort-signal.ts';

const CALLS = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

/** Calls `onAbort` when `signal` aborts. Returns what to call when that is of no interest any more. */
export function linkAbort(signal: AbortSignal, onAbort: (reason: unknown) => void): () => void {
  const calls = CALLS.get(signal) ?? listen(signal);
  calls.add(onAbort);
  return () => {
    calls.delete(onAbort);
    if (calls.size === 0 && CALLS.get(signal) === calls) unlisten(signal);
  };
}

/** What ends the listening. */
const LISTENERS = new WeakMap<AbortSignal, () => void>();

function listen(signal: AbortSignal): Set<(reason: unknown) => void> {
  const calls = new Set<(reason: unknown) => void>();
  const listener = (): void => {
    unlisten(signal);
    for (const onAbort of calls) onAbort(reasonOf(signal));
  };
  CALLS.set(signal, calls);
  LISTENERS.set(signal, listenTo(signal, listener));
  return calls;
}

function unlisten(signal: AbortSignal): void {
  LISTENERS.get(signal)?.();
  LISTENERS.delete(signal);
  CALLS.delete(signal);
}
