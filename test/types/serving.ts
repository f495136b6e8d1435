/** What is for servers, as a compiler sees it: how it is used, and what it refuses. */
import { currentWorker, Pool, type ThreadPool } from 'manyhands';

const square = (x: number): number => x * x;

export async function used(): Promise<void> {
  const pool = new Pool({
    workers: { min: 0, max: 4 },
    growAfter: 50,
    idleTimeout: 1000,
    maxQueue: 10,
    priorityAging: 1000,
    concurrency: 2,
    abortGrace: 100,
    startRetries: 3,
    initializer: square,
    initArgs: [2],
    finalizer: async () => {},
    context: () => ({ id: 'r-1' }),
    onOutput: (chunk, { stream, worker }) => {
      const told: readonly [Uint8Array, 'stdout' | 'stderr', number] = [chunk, stream, worker];
      return told;
    },
  });
  const options = { priority: 1, affinity: 'a', context: 'r-2', abortGrace: 5 };
  const value: number = await pool.apply(square, [1], options);
  void pool.map(square, [1], { on: { gpu: true, zone: 'eu' } });
  void pool.from([1], { on: { gpu: true } });
  const dropped: number = pool.cancelPending(new Error('no'));
  await pool.drained();
  await pool.drained({ below: 5, timeout: 10 });
  pool.resize(2);
  pool.recycle();
  pool.close({ pending: 'drop' });
  await pool.join({ timeout: value + dropped });
}

/** What is known in a task. */
export function inTask(): readonly [number | undefined, unknown, AbortSignal | undefined] {
  const worker = currentWorker();
  return [worker?.slot, worker?.context, worker?.signal];
}

export function refused(pool: Pool, threads: ThreadPool): void {
  // @ts-expect-error -- what is above `min` is called `max`
  void new Pool({ workers: { min: 1, most: 2 } });
  // @ts-expect-error -- a number of items
  void new Pool({ maxQueue: '10' });
  // @ts-expect-error -- a function, as the initializer is
  void new Pool({ finalizer: 'close' });
  // @ts-expect-error -- an integer
  void pool.apply(square, [1], { priority: 'high' });
  // @ts-expect-error -- a text or a number
  void pool.apply(square, [1], { affinity: {} });
  // @ts-expect-error -- names and values, or names and `true`
  void pool.apply(square, [1], { on: { gpu: false } });
  // @ts-expect-error -- a cluster has no `stream`
  void pool.stream(function* () {}, [], { on: { gpu: true } });
  // @ts-expect-error -- of a pool, not of a call
  void pool.apply(square, [1], { maxQueue: 1 });
  // @ts-expect-error -- 'finish' or 'drop'
  pool.close({ pending: 'cancel' });
  // @ts-expect-error -- how many
  threads.resize('2');
}
