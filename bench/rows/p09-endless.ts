import { check } from '../check.ts';
import { defineRow } from '../row.ts';

const LOOK_EVERY = 50_000;

export const endless = defineRow({
  id: 'P9',
  title: '`imap` over a long generator, no options: growth of memory',
  mostRuns: 1,
  unit: 'MB',
  better: 'lower',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython'],
  sizes: { items: 10_000_000, workers: 2 },
  tiny: { items: 200_000, workers: 2 },
  sizesFor: { cpython: { items: 200_000 } },
  targets: [
    { kind: 'processes', limit: 48 },
    { kind: 'threads', limit: 48 },
  ],
  note: 'Growth of the program that reads, after its first 50,000 items. CPython gets 200,000 items, for the time they take.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    const squares = crew.stream?.('square', numbers(sizes.items)) ?? [];
    let seen = 0;
    let atFirst = 0;
    let most = 0;
    for await (const square of squares) {
      if (square !== seen * seen) check(false, 'square');
      seen += 1;
      if (seen % LOOK_EVERY !== 0) continue;
      const now = process.memoryUsage.rss();
      if (atFirst === 0) atFirst = now;
      most = Math.max(most, now);
    }
    check(seen === sizes.items, 'length');
    return (most - atFirst) / 1e6;
  },
});

function* numbers(count: number): Generator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}
