/**
 * What is to be done in a moment, by Node's own clock. Jest's fake timers put others in the place of `process.nextTick`, `queueMicrotask` and
 * the global `setImmediate`, which wait until the test calls them: nothing would ever be sent. So these are used in their place, and
 * `setImmediate` of `node:timers`. Limits of time stay those of the test.
 */
const node: NodeJS.Process = process.getBuiltinModule('node:process');

export const nextTick: NodeJS.Process['nextTick'] = node.nextTick;

const SETTLED = Promise.resolve();

/** As `queueMicrotask`. `act` does not throw. */
export function soon(act: () => void): void {
  void SETTLED.then(act);
}
