import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { defineRow, INTERPRETED } from '../row.ts';
import type { Pair } from '../tasks.ts';

export const mapObjects = defineRow({
  id: 'P2',
  title: '`map` over small objects `{a, b}`, which become `{a: b, b: a}`',
  unit: 'ms',
  better: 'lower',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython', 'plain-loop'],
  sizes: { items: 1_000_000, workers: 2, rehearsals: 2 },
  tiny: { items: 1_000, workers: 2, rehearsals: 1 },
  cold: ['manyhands-processes', 'manyhands-threads', 'cpython', 'plain-loop'],
  sizesFor: { cpython: INTERPRETED },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 1 / 3 },
    { kind: 'processes', against: 'cpython', limit: 1 / 2, isCold: true },
    { kind: 'threads', against: 'cpython', limit: 1 / 4 },
    { kind: 'threads', against: 'cpython', limit: 1 / 2, isCold: true },
  ],
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew, sizes.rehearsals);
    const items = Array.from({ length: sizes.items }, (_, i): Pair => ({ a: i, b: i + 0.5 }));
    const [swapped, value, faults] = await rehearsed(sizes.rehearsals, () =>
      mapWith(crew, 'swap', items),
    );
    check(swapped.length === items.length, 'length');
    const pairs = swapped as readonly Pair[];
    check(
      pairs.every(({ a, b }, i) => a === i + 0.5 && b === i),
      'pairs',
    );
    return { value, faults };
  },
});
