import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { type Crew, mapWith, warmUp } from '../contestant.ts';
import { defineRow } from '../row.ts';
import {
  addDocument,
  makeDocuments,
  mergeCounts,
  type PrefixCounts,
  takeCounts,
} from '../workloads/prefixes.ts';

const PATIENCE_MS = 2;

export const workerState = defineRow({
  id: 'P11b',
  table: 'more',
  title: 'counting prefixes over 1,000 documents, the counts kept in the workers',
  unit: '× the plain loop',
  better: 'higher',
  contestants: [
    'manyhands-processes',
    'manyhands-threads',
    'piscina',
    'cpython',
    'cpython-initializer',
  ],
  sizes: { documents: 1_000, words: 120, workers: 2 },
  tiny: { documents: 20, words: 20, workers: 2 },
  sizesFor: { cpython: { documents: 100 } },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 1.5 },
    { kind: 'threads', against: 'cpython', limit: 1.5 },
  ],
  note: 'Includes collecting and merging the counts. `cpython` passes the counts to each task and back as the published benchmark does (a tenth of the documents, or it would take minutes: less to pass, to its advantage), `cpython-initializer` keeps them in its workers as ours do.',
  async run({ open, sizes }) {
    const documents = makeDocuments(sizes.documents, sizes.words);
    const [expected, alone] = await timed(() => {
      for (const document of documents) addDocument(document);
      return takeCounts(0).counts;
    });
    const crew = await open({ workers: sizes.workers, binary: true });
    await warmUp(crew);
    const [counts, together] = await timed(async () => {
      await mapWith(crew, 'addDocument', documents);
      return await collectCounts(crew, sizes.workers, sizes.documents);
    });
    check(counts.size === expected.size, 'number of prefixes');
    check(
      [...expected].every(([prefix, count]) => counts.get(prefix) === count),
      'counts',
    );
    return alone / together;
  },
});

/** Which worker a task meets is chance: ask until all documents are accounted for. */
async function collectCounts(
  crew: Crew,
  workers: number,
  documents: number,
): Promise<Map<string, number>> {
  const whole = new Map<string, number>();
  for (let missing = documents; missing > 0; ) {
    const asked = Array.from({ length: workers }, () => crew.run('takeCounts', PATIENCE_MS));
    for (const part of (await Promise.all(asked)) as PrefixCounts[]) {
      mergeCounts(whole, part.counts);
      missing -= part.documents;
    }
  }
  return whole;
}
