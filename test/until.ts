/** The last resort of a test: looks at a condition until it holds, where nothing tells when it does. */
import { setTimeout as delay } from 'node:timers/promises';

/** An alarm, not a measure: what comes at all comes well before. */
const DEADLINE_MS = 20_000;

/** Settles when `condition` holds; rejects, naming `what` was awaited, if it never does. */
export async function until(
  what: string,
  condition: () => boolean,
  withinMs = DEADLINE_MS,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await delay(2);
  }
}
