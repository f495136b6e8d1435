/**
 * Loads `failures.ts` at the first failure, because most workers never have one and all must start
 * fast.
 *
 * At once where that can be done: a worker whose task has thrown in a timer should not live on while
 * files are read. It cannot before Node 22.12 (20.19), with `--no-experimental-require-module`, nor in
 * the moment in which a task is itself importing this package; then it comes with a promise.
 */
import { createRequire } from 'node:module';

type Failures = typeof import('./failures.ts');

const require = createRequire(import.meta.url);
let failures: Failures | undefined;

/** What `use` makes of it; a promise only if it could not be loaded at once. */
export function withFailures<T>(use: (failures: Failures) => T): T | Promise<T> {
  failures ??= loadAtOnce();
  return failures === undefined ? import('./failures.ts').then(use) : use(failures);
}

function loadAtOnce(): Failures | undefined {
  try {
    return require('./failures.js') as Failures; // the built file
  } catch {
    return undefined; // the promise says what is wrong, if it is more than that
  }
}
