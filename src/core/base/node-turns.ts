/**
 * What is to be done in a moment, by Node's own clock. Jest's fake timers put others in the place of `process.nextTick`, `queueMicrotask` and
 * the global `setImmediate`, which wait until the test calls them: nothing would ever be sent. So these are used in their place.
 * Limits of time stay those of the test.
 *
 * Loaded with the package, and so before a test begins: the fake timers of `node:test` are put into `node:timers` as well.
 */
const node: NodeJS.Process = process.getBuiltinModule('node:process');

export const nextTick: NodeJS.Process['nextTick'] = node.nextTick;

const timers: Timers = process.getBuiltinModule('node:timers');

/** Of what goes on by itself: the next look at a ring, a pause. Limits of time are the global ones. */
export const setTimeout: Timers['setTimeout'] = timers.setTimeout;
export const clearTimeout: Timers['clearTimeout'] = timers.clearTimeout;
/** What keeps the program alive must be Node's, too: a fake timer keeps nothing alive. */
export const setInterval: Timers['setInterval'] = timers.setInterval;
export const setImmediate: Timers['setImmediate'] = timers.setImmediate;
export const clearImmediate: Timers['clearImmediate'] = timers.clearImmediate;

interface Timers {
  readonly setTimeout: (act: () => void, ms: number) => NodeJS.Timeout;
  readonly clearTimeout: (timer: NodeJS.Timeout | undefined) => void;
  readonly setInterval: (act: () => void, ms: number) => NodeJS.Timeout;
  readonly setImmediate: (act: () => void) => NodeJS.Immediate;
  readonly clearImmediate: (immediate: NodeJS.Immediate) => void;
}

/** To wait for one turn of the promises. */
export const SETTLED: Promise<void> = Promise.resolve();

/** As `queueMicrotask`. `act` does not throw. */
export function soon(act: () => void): void {
  void SETTLED.then(act);
}
