/**
 * How long to wait, said in the same way everywhere: `get`, `wait`, `next`, `join`, `ready`. Giving up is
 * the end of one wait and of nothing else: the work goes on, and the next wait gets what it brings.
 *
 *    pool.join(5000) · pool.join({ timeout: 5000 }) · pool.join({ signal })
 */
import { linkAbort } from './abort-link.ts';
import { isAborted, reasonOf } from '../base/abort-signal.ts';
import { checkMs, checkNames, refused } from '../base/check.ts';
import { TimeoutError } from '../base/errors.ts';
import { timerMs } from '../base/timer.ts';
import { checkSignal } from './call-options.ts';

/**
 * How long to wait for a result or for a pool. Where this is taken, a number of ms is taken too. (CPython
 * has only the number, in seconds.)
 *
 * @example
 * const result = pool.applyAsync((x: number) => x * x, [3]);
 * const controller = new AbortController();
 * const square = await result.get({ timeout: 5000, signal: controller.signal }); // 9
 */
export interface WaitOptions {
  /**
   * How long to wait, in ms; 0 takes only what is there already. Default: for ever. When the time is up the
   * wait fails with a TimeoutError.
   */
  readonly timeout?: number | undefined;
  /** Ends this wait, and nothing else: it rejects with `signal.reason`. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/** When to give up. */
export interface WaitLimit {
  readonly limitMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Whom to tell that a wait has come to its limit. */
export interface WaitEvents {
  readonly onTimeout: (limitMs: number) => void;
  readonly onAbort: (reason: unknown) => void;
}

const NAMES = ['timeout', 'signal'] as const satisfies readonly (keyof WaitOptions)[];

/**
 * Checks what a caller passed. A negative number means that time is up, as in CPython; as a named option it
 * is refused, as in all options.
 *
 * @throws OptionError · `signal.reason` if it has aborted already
 */
export function resolveWait(given: number | WaitOptions): WaitLimit {
  if (typeof given === 'number') {
    return { limitMs: checkMs('timeout', Math.max(given, 0)), signal: undefined };
  }
  if (typeof given !== 'object') {
    throw refused('timeout', given, 'must be a number of milliseconds or { timeout, signal }');
  }
  const { timeout, signal } = checkNames('options', given, NAMES);
  if (signal !== undefined) checkSignal(signal);
  const limitMs = timeout === undefined ? undefined : checkMs('timeout', timeout);
  if (signal !== undefined && isAborted(signal)) throw reasonOf(signal);
  return { limitMs, signal };
}

/** Begins to count. At most one of `events` is called, once. Returns what to call when the wait is over. */
export function limitWait({ limitMs, signal }: WaitLimit, events: WaitEvents): () => void {
  if (signal !== undefined && isAborted(signal)) {
    events.onAbort(reasonOf(signal));
    return () => {};
  }
  let timer: NodeJS.Timeout | undefined;
  const unlink = signal && linkAbort(signal, (reason) => giveUp(() => events.onAbort(reason)));
  const stop = (): void => {
    clearTimeout(timer);
    unlink?.();
  };
  const giveUp = (tell: () => void): void => {
    stop();
    tell();
  };
  if (limitMs !== undefined) {
    timer = setTimeout(() => giveUp(() => events.onTimeout(limitMs)), timerMs(limitMs));
  }
  return stop;
}

/**
 * Awaits `promise` no longer than `given` allows. `describe` says what was missing when the time was up.
 *
 * @throws TimeoutError · OptionError · `signal.reason`
 */
export async function waitFor(
  promise: Promise<void>,
  limit: WaitLimit,
  describe: (limitMs: number) => string,
): Promise<void> {
  let stop: (() => void) | undefined;
  const limited = new Promise<never>((_, reject) => {
    stop = limitWait(limit, {
      onTimeout: (limitMs) => reject(new TimeoutError(describe(limitMs))),
      onAbort: reject,
    });
  });
  try {
    await Promise.race([promise, limited]);
  } finally {
    stop?.();
  }
}
