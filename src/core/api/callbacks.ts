/** The caller's callbacks: each runs in the async context of the call, and a result waits for its own. */
import { AsyncResource } from 'node:async_hooks';
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
    const isAborted = !outcome.ok && signal.aborted && outcome.error === signal.reason;
    settle(isAborted ? expected(signal.reason) : outcome);
  };
}

/** Hangs `cause` on the end of the chain of causes of `error`. */
function chain(error: unknown, cause: unknown): unknown {
  const seen = new Set<unknown>();
  let last = error;
  while (last instanceof Error && last.cause !== undefined && !seen.has(last)) {
    seen.add(last);
    last = last.cause;
  }
  if (last instanceof Error && last !== cause && Object.isExtensible(last)) last.cause = cause;
  return error;
}

/** A callback that runs in the caller's own async context (AsyncLocalStorage). */
export function inThisContext<A>(callback: (arg: A) => void): (arg: A) => void {
  return AsyncResource.bind((arg: A) => callback(arg));
}

/** As `inThisContext`. What it returns may be a promise that rejects. */
export function reportsInThisContext(listen: ReportListener): ReportListener {
  return AsyncResource.bind((value: unknown, source: ReportSource) => listen(value, source));
}
