import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { warmUp } from '../contestant.ts';
import { defineRow, INTERPRETED } from '../row.ts';

export const stream = defineRow({
  id: 'P5',
  title: '`imap` of a tiny task, no options',
  unit: 'items/s',
  better: 'higher',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython'],
  sizes: { items: 100_000, workers: 2, rehearsals: 3 },
  tiny: { items: 500, workers: 2, rehearsals: 1 },
  cold: ['manyhands-processes', 'manyhands-threads', 'cpython'],
  sizesFor: { cpython: { items: 20_000, ...INTERPRETED } },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 5 },
    { kind: 'threads', against: 'cpython', limit: 5 },
  ],
  note: 'Ours reads at most 4,096 items ahead, and finds out by itself how many go together (docs/streams.md); CPython reads everything, sends one at a time, and gets 20,000 items, for the time it takes.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew, sizes.rehearsals);
    const [, ms] = await rehearsed(sizes.rehearsals, async () => {
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
