/** The longest time Node's timers can be set to, about 24.8 days; anything longer fires at once. */
export const MAX_TIMER_MS = 0x7fff_ffff;

/** `ms`, or the longest time that timers accept; for `Infinity` this is as good as for ever. */
export function timerMs(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS);
}

/** Does not keep the program alive. The timers of jsdom, which Jest puts in the place of Node's, are numbers, and end with its page. */
export function unref(timer: NodeJS.Timeout): NodeJS.Timeout {
  return typeof timer === 'object' ? timer.unref() : timer;
}
