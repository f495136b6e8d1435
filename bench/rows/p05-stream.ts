import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { warmUp } from '../contestant.ts';
import { defineRow } from '../row.ts';

export const stream = defineRow({
  id: 'P5',
  title: '`imap`, chunk size 1, streamed',
  unit: 'items/s',
  better: 'higher',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython'],
  sizes: { items: 100_000, workers: 2 },
  tiny: { items: 500, workers: 2 },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 5 },
    { kind: 'threads', against: 'cpython', limit: 5 },
  ],
  note: 'Ours reads at most `bufferSize` items ahead (the default); CPython reads as fast as its workers take.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    const [, ms] = await timed(async () => {
      let i = 0;
      for await (const square of crew.stream?.('square', numbers(sizes.items)) ?? []) {
        check(square === i * i, 'square');
        i += 1;
      }
      check(i === sizes.items, 'length');
    });
    return (sizes.items / ms) * 1_000;
  },
});

function* numbers(count: number): Generator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}
