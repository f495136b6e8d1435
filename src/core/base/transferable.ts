import type { Transferable as NodeTransferable } from 'node:worker_threads';

/** What can be transferred to a thread instead of copied. */
export type Transferable = NodeTransferable;
