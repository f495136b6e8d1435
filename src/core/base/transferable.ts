import type { Transferable as NodeTransferable } from 'node:worker_threads';

/** What may be moved instead of copied, to a thread. */
export type Transferable = NodeTransferable;
