import { setTimeout as delay } from 'node:timers/promises';
import { hasFailedAs } from '../engine/engine-error.ts';
import type { ChunkMessage, ChunkQueue } from '../engine/engine.ts';

/** How long to wait while the queue is full. */
const FULL_MS = 250;
/** How long it may be full before that is said, and how often it is said again. */
const PATIENCE_MS = 5000;
const AGAIN_MS = 60_000;

/** When it was said last: many chunks wait for the same server. */
let saidMs = Number.NEGATIVE_INFINITY;

/** Publishes `message`; while the queue is full it tries again, as long as `isWanted`. */
export async function publishWhenRoom(
  queue: Pick<ChunkQueue, 'publish'>,
  message: ChunkMessage,
  isWanted: () => boolean = () => true,
): Promise<void> {
  const sinceMs = performance.now();
  while (isWanted()) {
    try {
      await queue.publish(message);
      return;
    } catch (error) {
      if (!hasFailedAs('full', error)) throw error;
    }
    if (performance.now() - sinceMs >= PATIENCE_MS) warnOfFull();
    await delay(FULL_MS);
  }
}

function warnOfFull(): void {
  const nowMs = performance.now();
  if (nowMs - saidMs < AGAIN_MS) return;
  saidMs = nowMs;
  process.emitWarning(
    'work waits, and the server has no room for it: `manyhands jobs` shows what fills the queue',
    'ClusterWarning',
  );
}
