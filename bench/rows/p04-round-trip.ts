import { check } from '../check.ts';
import { warmUp } from '../contestant.ts';
import { OURS } from '../contestants/all.ts';
import { defineRow, type Row, type Stage } from '../row.ts';

/** From some thousand on they are about as fast as they get. */
const TRIPS = 20_000;

/** Those that have been the fastest of their kind. */
const FASTEST = ['piscina', 'jest-worker-threads', 'workerpool-processes', 'poolifier-cluster'];

/**
 * They get as many trips as all others: as long as the start of a program keeps the cores awake, some thousands of trips, each takes a
 * third of the time that it takes later.
 */
const OTHERS = [
  'tinypool-threads',
  'tinypool-processes',
  'workerpool-threads',
  'poolifier-threads',
  'jest-worker-processes',
];

const COMMON = {
  unit: 'µs',
  better: 'lower',
  contestants: [...OURS, 'raw-fork', 'raw-worker', ...FASTEST, ...OTHERS, 'cpython'],
  sizes: { trips: TRIPS, workers: 2 },
  tiny: { trips: 20, workers: 2 },
  sizesFor: { cpython: { trips: 500 } },
  async run({ open, sizes }: Stage<{ trips: number; workers: number }>) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    const startedAt = performance.now();
    for (let i = 0; i < sizes.trips; i += 1)
      check((await crew.run('square', i)) === i * i, 'square');
    return ((performance.now() - startedAt) / sizes.trips) * 1_000;
  },
} as const;

const twoCores = defineRow({
  ...COMMON,
  id: 'P4',
  title: '`apply` round trip, one at a time',
  targets: [
    { kind: 'processes', against: 'best peer', limit: 1 },
    { kind: 'processes', against: 'cpython', limit: 1 / 2 },
    { kind: 'threads', against: 'best peer', limit: 1 },
  ],
});

const oneCore = defineRow({
  ...COMMON,
  contestants: [...OURS, 'raw-fork', 'raw-worker', ...FASTEST],
  id: 'P4b',
  title: '`apply` round trip, one at a time, where program and workers have one core together',
  isOnOneCore: true,
  targets: [
    { kind: 'processes', against: 'best peer', limit: 1 },
    { kind: 'threads', against: 'best peer', limit: 1 },
  ],
});

export const ROUND_TRIPS: readonly Row[] = [twoCores, oneCore];
