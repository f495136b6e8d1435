/**
 * What a worker thread runs first: it loads the rest only if it is still wanted. A pool that ends while one of its threads
 * is starting would have to wait for all of that, because a thread must not be ended while it loads (`base/load-lock.ts`).
 */
import { workerData } from 'node:worker_threads';

/** The states of a `LoadLock`. Not imported: with its file would come all that there may be no need to load. */
const FREE = 0;
const LOADING = 1;
const ENDING = 2;

const { loadLock } = workerData as { readonly loadLock: SharedArrayBuffer };
const before = Atomics.compareExchange(new Int32Array(loadLock), 0, FREE, LOADING);
if (before === ENDING) process.exit();
void import('./thread-entry.ts');
