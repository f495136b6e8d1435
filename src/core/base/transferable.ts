import type { Transferable as NodeTransferable } from 'node:worker_threads';

/**
 * What can be transferred to a thread instead of copied.
 *
 * @example
 * const bytes = new Uint8Array(8);
 * const transfer: Transferable[] = [bytes.buffer];
 * await using threads = new ThreadPool(1);
 * console.log(await threads.apply((given: Uint8Array) => given.length, [bytes], { transfer }), bytes.length); // 8 0
 */
export type Transferable = NodeTransferable;
