/**
 * What no task's promise catches: a throw in a timer, a rejection nobody handles. The worker tells
 * the pool what it was and ends, because nobody knows what state such an error leaves behind.
 */
import type { Loop } from './loop.ts';

export function watchForCrashes(loop: Loop): void {
  process.on('uncaughtException', (error: unknown) => loop.crash(error));
  // Listened to as well: by default Node would wrap a reason that is no Error in one of its own.
  process.on('unhandledRejection', (reason) => loop.crash(reason));
}
