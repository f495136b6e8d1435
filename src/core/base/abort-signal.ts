/**
 * Asks AbortSignals by their own methods, whatever somebody has put in front of them: what `aborted` or
 * `removeEventListener` of an object do is up to whoever made it, and most of this is asked when no call of theirs is on the
 * stack.
 */
import { types } from 'node:util';

const PROTOTYPE = AbortSignal.prototype;
const TARGET = EventTarget.prototype;
const aborted = getter('aborted');
const reason = getter('reason');
const { addEventListener, removeEventListener } = TARGET;

function getter(name: 'aborted' | 'reason'): (this: AbortSignal) => unknown {
  const property = Object.getOwnPropertyDescriptor(PROTOTYPE, name);
  return property?.get ?? (() => undefined); // it is there in every runtime
}

/** Whether `value` is one, and does not only look like it. */
export function isAbortSignal(value: unknown): value is AbortSignal {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  try {
    return typeof aborted.call(value as AbortSignal) === 'boolean'; // throws if it is none
  } catch {
    return false;
  }
}

export function isAborted(signal: AbortSignal): boolean {
  return aborted.call(signal) === true;
}

export function reasonOf(signal: AbortSignal): unknown {
  return reason.call(signal);
}

/** Returns what to call when nobody is interested any more. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  addEventListener.call(signal, 'abort', listener);
  return () => removeEventListener.call(signal, 'abort', listener);
}
