import { isByHand, mapByHand } from '../by-hand.ts';
import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { defineRow, INTERPRETED } from '../row.ts';
import type { Pair, Place } from '../tasks.ts';

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

const EVERYBODY = [
  'manyhands-processes',
  'manyhands-threads',
  'raw-fork',
  'raw-worker',
  'cpython',
  'plain-loop',
] as const;

export const mapRecords = defineRow({
  id: 'P2b',
  title: '`map` over records with an object, a list and texts in them',
  unit: 'ms',
  better: 'lower',
  contestants: EVERYBODY,
  sizes: { items: 200_000, workers: 2, rehearsals: 2 },
  tiny: { items: 1_000, workers: 2, rehearsals: 1 },
  cold: EVERYBODY,
  sizesFor: { cpython: INTERPRETED },
  table: 'more',
  targets: [
    { kind: 'processes', against: 'raw-fork', limit: 1 },
    { kind: 'processes', against: 'raw-fork', limit: 1, isCold: true },
    { kind: 'processes', against: 'cpython', limit: 1 / 2 },
    { kind: 'threads', against: 'raw-worker', limit: 1 },
    { kind: 'threads', against: 'raw-worker', limit: 1, isCold: true },
    { kind: 'threads', against: 'cpython', limit: 1 / 2 },
  ],
  note: 'The raw ones are given the list in eight pieces, as one would by hand: structured clone, and nothing else.',
  async run({ contestant, open, sizes }) {
    const crew = await open({ workers: sizes.workers, binary: true });
    await warmUp(crew, sizes.rehearsals);
    const items = Array.from({ length: sizes.items }, (_, i) => placeOf(i));
    const [turned, value, faults] = await rehearsed(sizes.rehearsals, () =>
      isByHand(contestant) ? mapByHand(crew, 'turnAll', items) : mapWith(crew, 'turn', items),
    );
    check(turned.length === items.length, 'length');
    check(
      (turned as readonly Place[]).every(
        ({ id, at }, i) => id === i && at.x === i / 2 && at.y === -i,
      ),
      'places',
    );
    return { value, faults };
  },
});

function placeOf(i: number): Place {
  return { id: i, name: `place ${i}`, tags: ['a', `b${i % 7}`], at: { x: i, y: i / 2 } };
}
