/**
 * Thumbnails for clients that come all at once, some of which go away again, with piscina. `after/main.ts` is the same program
 * with manyhands: docs/coming-from-other-pools.md goes through it.
 */
import { setTimeout } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { type Image, imageOf } from '../image.ts';

const piscina = new Piscina({
  filename: new URL('./worker.js', import.meta.url).href,
  minThreads: 1,
  maxThreads: 2,
  idleTimeout: 5000,
  maxQueue: 8,
  workerData: { width: 32 },
});

/** The thumbnail, as soon as the queue has room for it. */
async function thumbnail(image: Image, signal: AbortSignal): Promise<Uint8Array> {
  for (;;) {
    try {
      const transferList = [image.pixels.buffer];
      return (await piscina.run(image, { name: 'thumbnail', transferList, signal })) as Uint8Array;
    } catch (error) {
      if ((error as Error).message !== 'Task queue is at limit') throw error;
      await setTimeout(5); // 'drain' does not come for each that waits
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
    const { name, message } = error as Error;
    if (name === 'AbortError') return 'gone';
    if (message.includes('pixels in rows of')) return 'no image'; // its class and code are lost
    throw error;
  }
}

const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => serve(n)));
for (const kind of new Set(answers.toSorted()))
  console.log(kind, answers.filter((answer) => answer === kind).length);

const light = (await piscina.run(imageOf(3), { name: 'brightness' })) as number;
console.log('brightness', Math.round(light));

const { runTime, waitTime } = piscina.histogram;
console.error(
  `${piscina.completed} done in ${piscina.threads.length} threads, busy ${piscina.utilization.toFixed(2)}`,
);
console.error(`a task ran ${runTime.mean.toFixed(1)} ms and waited ${waitTime.mean.toFixed(1)} ms`);
await piscina.close();
