/**
 * Ties calls to AbortSignals: one listener per signal, however many calls share it, gone with the
 * last of them.
 */

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

const LISTENERS = new WeakMap<AbortSignal, () => void>();

function listen(signal: AbortSignal): Set<(reason: unknown) => void> {
  const calls = new Set<(reason: unknown) => void>();
  const listener = (): void => {
    unlisten(signal);
    for (const onAbort of calls) onAbort(signal.reason);
  };
  CALLS.set(signal, calls);
  LISTENERS.set(signal, listener);
  signal.addEventListener('abort', listener);
  return calls;
}

function unlisten(signal: AbortSignal): void {
  const listener = LISTENERS.get(signal);
  if (listener !== undefined) signal.removeEventListener('abort', listener);
  LISTENERS.delete(signal);
  CALLS.delete(signal);
}
