import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { defineRow, INTERPRETED } from '../row.ts';

export const mapNumbers = defineRow({
  id: 'P1',
  title: '`map(x => x*x)` over numbers, default chunks',
  unit: 'ms',
  better: 'lower',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython', 'plain-loop'],
  sizes: { items: 1_000_000, workers: 2, rehearsals: 5 },
  tiny: { items: 1_000, workers: 2, rehearsals: 1 },
  cold: ['manyhands-processes', 'manyhands-threads', 'cpython', 'plain-loop'],
  sizesFor: { cpython: INTERPRETED },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 1 / 6 },
    { kind: 'processes', against: 'cpython', limit: 1 / 3, isCold: true },
    { kind: 'threads', against: 'cpython', limit: 1 / 10 },
    { kind: 'threads', against: 'cpython', limit: 1 / 3, isCold: true },
  ],
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew, sizes.rehearsals);
    const items = Array.from({ length: sizes.items }, (_, i) => i);
    const [squares, value, faults] = await rehearsed(sizes.rehearsals, () =>
      mapWith(crew, 'square', items),
    );
    check(squares.length === items.length, 'length');
    check(
      squares.every((square, i) => square === i * i),
      'squares',
    );
    return { value, faults };
  },
});
