/**
 * The mark that a worker process finds in its environment, and takes away before anything else. A program that
 * still has it was started as a worker, and runs something else instead.
 */
export const WORKER_MARK = 'MANYHANDS_WORKER';

/** In a pool's `env`: `stderr` sends there what workers print to stdout, which is then the program's alone. */
export const WORKER_STDOUT = 'MANYHANDS_STDOUT';

/** Read by the program on the other side, too: see `restart-policy.ts`. */
export const NOT_NODE: string =
  'process.execPath is an application that runs its own program (Electron, pkg, a single executable), so it cannot ' +
  'run a worker and would start itself again and again: use ThreadPool, or set process.execPath to a Node binary ' +
  "before the pool is made (Electron: the pool option env: { ELECTRON_RUN_AS_NODE: '1' })";
