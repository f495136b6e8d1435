import { setTimeout as delay } from 'node:timers/promises';
import { hasFailedAs } from '../engine/engine-error.ts';
import type { ChunkMessage, ChunkQueue } from '../engine/engine.ts';

/** How long to wait while the queue is full. */
const FULL_MS = 250;

/** Publishes `message`; while the queue is full it tries again, as long as `isWanted`. */
export async function publishWhenRoom(
  queue: Pick<ChunkQueue, 'publish'>,
  message: ChunkMessage,
  isWanted: () => boolean = () => true,
): Promise<void> {
  while (isWanted()) {
    try {
      await queue.publish(message);
      return;
    } catch (error) {
      if (!hasFailedAs('full', error)) throw error;
    }
    await delay(FULL_MS);
  }
}
