/**
 * Lets the tasks of a call run in the context of that call: a trace, say, that began in the program.
 *
 *    program   a listener to `tracing:manyhands:call:start` gives the event a `carrier`
 *    worker    whoever has installed a scope (`manyhands/otel` does) is given it, around the tasks of each chunk
 *
 * The scope is on the global object, for the reason that `current-worker.ts` gives.
 */

/** Runs `run` in the context that `carrier` stands for, and returns what it returns. */
export type TaskScope = <R>(carrier: string, run: () => R) => R;

const KEY = Symbol.for('manyhands.taskScope');
type Holder = { [KEY]?: TaskScope | undefined };

/** Replaces the scope that was there; `undefined` takes it away. */
export function installTaskScope(scope: TaskScope | undefined): void {
  (globalThis as Holder)[KEY] = scope;
}

/** Without a scope, just runs. */
export function runInScope<R>(carrier: string, run: () => R): R {
  const scope = (globalThis as Holder)[KEY];
  return scope === undefined ? run() : scope(carrier, run);
}
