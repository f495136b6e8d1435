/** The caller's callbacks: each runs in the async context of the call, and a result waits for its own. */
import { AsyncResource } from 'node:async_hooks';
import { isProxy } from 'node:util/types';
import { isAborted, reasonOf } from '../base/abort-signal.ts';
import type { Outcome } from '../base/outcome.ts';
import type { ExpectedFailure } from './async-result.ts';
import type { ReportListener, ReportSource } from '../job/reports.ts';
import type { AnyCallOptions } from './call-options.ts';

/**
 * `settle`, after the caller's callback: it is awaited, and if it fails that is the call's error, with
 * the task's own at the end of its chain of causes.
 */
export function withCallbacks<T>(
  { callback, errorCallback, signal }: AnyCallOptions,
  settleIt: (outcome: Outcome<T>) => void,
): (outcome: Outcome<T>) => void {
  const settle = signal === undefined ? settleIt : expectingAbort(signal, settleIt);
  if (callback === undefined && errorCallback === undefined) return settle;
  const onValue = callback && inThisContext(callback as (value: T) => void);
  const onError = errorCallback && inThisContext(errorCallback);
  return (outcome) => {
    if (outcome.ok ? onValue === undefined : onError === undefined) {
      settle(outcome);
      return;
    }
    const told = (async () => (outcome.ok ? onValue?.(outcome.value) : onError?.(outcome.error)))();
    told.then(
      () => settle(outcome.ok ? outcome : expected(outcome.error)),
      (error: unknown) =>
        settle({ ok: false, error: outcome.ok ? error : chain(error, outcome.error) }),
    );
  };
}

/** The caller knows of it: nobody need look at the result. */
function expected(error: unknown): ExpectedFailure {
  return { ok: false, error, isExpected: true };
}

/** Whoever aborts a call knows how it ends. */
function expectingAbort<T>(
  signal: AbortSignal,
  settle: (outcome: Outcome<T>) => void,
): (outcome: Outcome<T>) => void {
  return (outcome) => {
    const isExpected = !outcome.ok && isAborted(signal) && outcome.error === reasonOf(signal);
    settle(isExpected ? expected(outcome.error) : outcome);
  };
}

/** Hangs `cause` on the end of the chain of causes of `error`. A getter on the way is the end: it is not asked. */
function chain(error: unknown, cause: unknown): unknown {
  const seen = new Set<unknown>();
  let last = error;
  while (isError(last) && last !== cause && !seen.has(last)) {
    seen.add(last);
    const property = Object.getOwnPropertyDescriptor(last, 'cause');
    if (property?.get !== undefined) break;
    if (property?.value === undefined) {
      Reflect.defineProperty(last, 'cause', { value: cause, writable: true, configurable: true });
      break;
    }
    last = property.value;
  }
  return error;
}

function isError(value: unknown): value is Error {
  try {
    return !isProxy(value) && value instanceof Error;
  } catch {
    return false; // a Proxy among its prototypes
  }
}

/** A callback that runs in the caller's own async context (AsyncLocalStorage). */
export function inThisContext<A>(callback: (arg: A) => void): (arg: A) => void {
  return AsyncResource.bind((arg: A) => callback(arg));
}

/** As `inThisContext`. What it returns may be a promise that rejects. */
export function reportsInThisContext(listen: ReportListener): ReportListener {
  return AsyncResource.bind((value: unknown, source: ReportSource) => listen(value, source));
}
