/** What `before/main.ts` does with piscina, with manyhands. There is no worker file. */
import { move, type Moved, QueueFullError, ThreadPool } from 'manyhands';
import { type Image, ImageError, imageOf, meanOf, shrink } from '../image.ts';

const pool = new ThreadPool({
  workers: { min: 1, max: 2 },
  idleTimeout: 5000,
  maxQueue: 8,
});
const width = 32; // was in `workerData`

function toThumbnail(image: Image): Moved<Uint8Array> {
  return move(shrink(image, width));
}

/** The thumbnail, as soon as the queue has room for it. */
async function thumbnail(image: Image, signal: AbortSignal): Promise<Uint8Array> {
  for (;;) {
    try {
      return await pool.apply(toThumbnail, [image], { transfer: [image.pixels.buffer], signal });
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error;
      await pool.drained();
    }
  }
}

async function serve(n: number): Promise<string> {
  const client = new AbortController();
  const answer = thumbnail(imageOf(n), client.signal);
  if (n % 10 === 9) client.abort();
  try {
    return `${(await answer).length} bytes`;
  } catch (error) {
    if (error instanceof ImageError) return 'no image';
    if (client.signal.aborted) return 'gone';
    throw error;
  }
}

const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => serve(n)));
for (const kind of new Set(answers.toSorted()))
  console.log(kind, answers.filter((answer) => answer === kind).length);

const light = await pool.apply(meanOf, [imageOf(3)]);
console.log('brightness', Math.round(light));

const { tasks, run, wait, workers, utilization } = pool.stats();
console.error(
  `${tasks.done} done in ${workers.idle + workers.busy} threads, busy ${utilization.toFixed(2)}`,
);
console.error(`a task ran ${run.mean.toFixed(1)} ms and waited ${wait.mean.toFixed(1)} ms`);
pool.close();
await pool.join();
