import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { defineRow } from '../row.ts';
import { factorial } from '../tasks.ts';

export const factorials = defineRow({
  id: 'P8',
  title: 'factorial(3000) with BigInt, 2 workers against the plain loop',
  unit: '× the plain loop',
  better: 'higher',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython'],
  // Here `rehearsals` counts items: all of them over again would be half a minute.
  sizes: { items: 400, n: 3_000, workers: 2, rehearsals: 100 },
  tiny: { items: 8, n: 300, workers: 2, rehearsals: 2 },
  targets: [
    { kind: 'processes', limit: 1.9 },
    { kind: 'processes', against: 'cpython', limit: 1 },
    { kind: 'threads', limit: 1.9 },
    { kind: 'threads', against: 'cpython', limit: 1 },
  ],
  note: 'CPython against its own plain loop. Each, the plain loops too, works on a hundred items before its clock starts. The limit of 1.9 wants two cores that nobody else uses.',
  async run({ open, sizes }) {
    const items = new Array<number>(sizes.items).fill(sizes.n);
    const few = items.slice(0, sizes.rehearsals);
    few.map(factorial);
    const [expected, alone] = await timed(() => items.map(factorial));
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    await mapWith(crew, 'factorial', few);
    const [answers, together] = await timed(() => mapWith(crew, 'factorial', items));
    check(answers.join() === expected.join(), 'factorials');
    return alone / together;
  },
});
