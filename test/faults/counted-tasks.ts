/** Tasks whose end is known before they begin, for those who count. */
import { setTimeout as delay } from 'node:timers/promises';
import { currentWorker } from '#dist/core/base/current-worker.js'; // the whole package would take long to load

/** What one item is to come to. `'retried'`: its worker is lost at the first attempt, and at no other. */
export type Ending = 'done' | 'failed' | 'lost' | 'timedOut' | 'retried';

/** Never longer than a test that hangs. */
const LONG_MS = 30_000;

export async function endAs(ending: Ending): Promise<number> {
  switch (ending) {
    case 'done':
      return 1;
    case 'failed':
      throw new Error('as it was told');
    case 'lost':
      return end();
    case 'timedOut':
      await delay(LONG_MS, undefined, { ref: false });
      return 1;
    default:
      return currentWorker()?.attempt === 0 ? end() : 1;
  }
}

/** Without `await`, so that the pool need not: most tasks are like that. */
export function endAtOnce(ending: Ending): number {
  if (ending === 'failed') throw new Error('as it was told');
  return ending === 'done' ? 1 : end();
}

function end(): never {
  process.exit(7);
}
