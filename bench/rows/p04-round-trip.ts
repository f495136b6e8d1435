import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { warmUp } from '../contestant.ts';
import { OURS, PEERS_ONE_BY_ONE } from '../contestants/all.ts';
import { defineRow } from '../row.ts';

export const roundTrip = defineRow({
  id: 'P4',
  title: '`apply` round trip, one at a time',
  unit: 'µs',
  better: 'lower',
  contestants: [...OURS, 'raw-fork', 'raw-worker', ...PEERS_ONE_BY_ONE, 'cpython'],
  sizes: { trips: 2_000, rehearsals: 1, workers: 2 },
  tiny: { trips: 20, rehearsals: 1, workers: 2 },
  sizesFor: { cpython: { trips: 500 } },
  targets: [
    { kind: 'processes', against: 'best peer', limit: 1 },
    { kind: 'processes', against: 'cpython', limit: 1 / 2 },
    { kind: 'threads', against: 'best peer', limit: 1 },
  ],
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    const trips = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i += 1) check((await crew.run('square', i)) === i * i, 'square');
    };
    const [, ms] = await rehearsed(sizes.rehearsals, () => trips(sizes.trips));
    return (ms / sizes.trips) * 1_000;
  },
});
