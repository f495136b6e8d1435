import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { type Crew, warmUp } from '../contestant.ts';
import { defineRow, type Row } from '../row.ts';
import { toil } from '../tasks.ts';

const CONTESTANTS = ['manyhands-processes', 'manyhands-threads', 'plain-loop'];

/** Tasks long enough to be worth a pool, and too short to be sent one by one. */
function streamOfWork(row: Pick<Row, 'id' | 'title'>, method: 'stream' | 'streamUnordered'): Row {
  return defineRow({
    ...row,
    unit: 'tasks/s',
    better: 'higher',
    contestants: CONTESTANTS,
    sizes: { tasks: 10_000, workers: 2, rehearsals: 1 },
    tiny: { tasks: 200, workers: 2, rehearsals: 1 },
    cold: CONTESTANTS,
    targets: [
      { kind: 'processes', against: 'plain-loop', limit: 1.6 },
      { kind: 'processes', against: 'plain-loop', limit: 1.3, isCold: true },
      { kind: 'threads', against: 'plain-loop', limit: 1.6 },
      { kind: 'threads', against: 'plain-loop', limit: 1.3, isCold: true },
    ],
    note: 'The work is a number of rounds, not a time by the clock, so that a worker that has to wait for its core gains nothing by it.',
    async run({ open, sizes }) {
      const crew = await open({ workers: sizes.workers });
      await warmUp(crew, sizes.rehearsals);
      const [sum, ms] = await rehearsed(sizes.rehearsals, () =>
        sumOf(crew[method]?.('toil', numbers(sizes.tasks))),
      );
      let expected = 0;
      for (const n of numbers(sizes.tasks)) expected += toil(n);
      check(sum === expected, 'sum');
      return (sizes.tasks / ms) * 1_000;
    },
  });
}

export const workInOrder: Row = streamOfWork(
  { id: 'P5b', title: '`imap` of tasks of some 70 µs, no options' },
  'stream',
);

export const workUnordered: Row = streamOfWork(
  { id: 'P5c', title: '`imapUnordered` of tasks of some 70 µs, no options' },
  'streamUnordered',
);

async function sumOf(
  results: ReturnType<NonNullable<Crew['stream']>> | undefined,
): Promise<number> {
  let sum = 0;
  for await (const result of results ?? []) sum += Number(result);
  return sum;
}

function* numbers(count: number): Generator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}
