/** The rows about what workers share: what goes wrong, in the order of the table. */
export const SHARED_CASES = {
  lockHolderDies: 'a worker is killed that holds the lock: can another have it?',
  getterDies: 'a worker is killed that waits at a queue: does another get the next item?',
  partyDies: 'a worker is killed that was to come to a barrier: do the others hear of it?',
  ownerDies: 'the process is killed in which the object lives: do calls fail?',
  programDies: 'the program is killed: does the process of the object end?',
} as const;

export type SharedCase = keyof typeof SHARED_CASES;

/** Columns. `objects` of CPython: its own, and those of a manager. */
export const SHARED_COLUMNS = {
  processes: 'manyhands, processes',
  threads: 'manyhands, threads',
  cpython: "CPython's multiprocessing",
  manager: "CPython's Manager",
  comlink: 'comlink',
  threadsJs: 'threads.js',
} as const;

export type SharedColumn = keyof typeof SHARED_COLUMNS;

const PROXIES = ['comlink', 'threadsJs'] as const;
const NOT_OF_PROXIES = ['lockHolderDies', 'getterDies', 'partyDies', 'programDies'] as const;

/**
 * What has no such case: CPython's own objects live nowhere, a thread has no process of its own, and those that know
 * nothing but calls of an object in a thread have neither locks nor queues.
 */
export const NO_SUCH_CASE: ReadonlySet<string> = new Set([
  ...PROXIES.flatMap((column) => NOT_OF_PROXIES.map((name) => `${name} ${column}`)),
  'ownerDies cpython',
  'programDies cpython',
  'programDies threads',
]);
