/** Loads at once in a program, and never in a worker. */
import { currentWorker } from 'manyhands';

if (currentWorker() !== undefined) await new Promise(() => setInterval(() => {}, 9999));

export function endless(): number {
  return 1;
}
