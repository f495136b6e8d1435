/**
 * Has priority hold among all that has not been started: what lies in the hands of workers is taken back, if the queue has
 * something that goes before it, or if it would go before what a worker with nothing to do is about to get.
 *
 * The first chunks in hand are being run, or will be before anybody could take it back.
 */
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import type { TaskQueue } from './task-queue.ts';

export function takeBackByRank(handles: Iterable<Handle<Chunk>>, queue: TaskQueue): void {
  const all = [...handles];
  const isAnyIdle = all.some(({ state, freeSlots }) => state === 'idle' && freeSlots > 0);
  const isWanted = (chunk: Chunk): boolean => {
    const order = queue.compareNext(chunk);
    return !chunk.isMoved && (order === 1 || (isAnyIdle && order === -1));
  };
  const holding = all.filter(({ inHand, concurrency }) =>
    [...inHand.values()].slice(concurrency).some(isWanted),
  );
  // First all, then back: what has come back is not compared with what has not.
  const taken = holding.map((handle) => handle.takeBack(isWanted));
  for (const chunks of taken) queue.putBack(chunks);
}
