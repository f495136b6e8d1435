/** Started where nothing of the C library can be called: shared arrays are for threads then. */
import { Pool, ThreadPool } from 'manyhands';
import { sharedArray } from 'manyhands/shared';

const counts = sharedArray(Int32Array, 2);
const add = (given: Int32Array): number => Atomics.add(given, 0, 1);

const threads = new ThreadPool(1);
await threads.map(add, [counts, counts, counts]);
await threads.terminate();

const processes = new Pool(1);
const failure = (await processes.apply(add, [counts]).catch((error: unknown) => error)) as Error & {
  code: string;
};
await processes.terminate();
console.log(JSON.stringify({ threads: counts[0], code: failure.code, message: failure.message }));
