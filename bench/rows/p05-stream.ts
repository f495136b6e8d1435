import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { warmUp } from '../contestant.ts';
import { defineRow, INTERPRETED } from '../row.ts';

export const stream = defineRow({
  id: 'P5',
  title: '`imap`, chunk size 1, streamed',
  unit: 'items/s',
  better: 'higher',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython'],
  sizes: { items: 100_000, workers: 2, rehearsals: 3 },
  tiny: { items: 500, workers: 2, rehearsals: 1 },
  sizesFor: { cpython: { items: 20_000, ...INTERPRETED } },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 5 },
    { kind: 'threads', against: 'cpython', limit: 5 },
  ],
  note: 'Ours reads at most `bufferSize: 4096` items ahead; CPython has no limit and reads everything; it gets 20,000 items, for the time it takes. With the default of four items ahead, ours is a matter of round trips: see docs/performance.md.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    const [, ms] = await rehearsed(sizes.rehearsals, async () => {
      let i = 0;
      for await (const square of crew.stream?.('square', numbers(sizes.items), ahead) ?? []) {
        check(square === i * i, 'square');
        i += 1;
      }
      check(i === sizes.items, 'length');
    });
    return (sizes.items / ms) * 1_000;
  },
});

/** Enough that no worker waits for the reader. */
const ahead = { bufferSize: 4096 };

function* numbers(count: number): Generator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}
