import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { warmUp } from '../contestant.ts';
import { OURS, PEERS } from '../contestants/all.ts';
import { defineRow } from '../row.ts';

/** Not much more than half as fast as the fastest peer. */
const SLOW = [
  'piscina',
  'tinypool-threads',
  'tinypool-processes',
  'workerpool-threads',
  'workerpool-processes',
  'jest-worker-processes',
  'cpython',
];

export const tinyTasks = defineRow({
  id: 'P3',
  title: '`applyAsync` of a tiny task, all awaited',
  unit: 'tasks/s',
  better: 'higher',
  contestants: [...OURS, 'raw-fork', 'raw-worker', ...PEERS, 'cpython'],
  sizes: { tasks: 100_000, workers: 2, rehearsals: 1 },
  tiny: { tasks: 500, workers: 2, rehearsals: 1 },
  cold: [...OURS, 'raw-fork', 'raw-worker', 'cpython'],
  sizesFor: {
    ...tasksFor(['raw-fork', 'raw-worker', ...PEERS], 10_000),
    ...tasksFor(SLOW, 2_500),
  },
  targets: [
    { kind: 'processes', against: 'best peer', limit: 4 },
    { kind: 'processes', against: 'raw-fork', limit: 1.5 },
    { kind: 'threads', against: 'best peer', limit: 4 },
    { kind: 'threads', against: 'raw-worker', limit: 1 },
  ],
  note: 'The others get a tenth of the tasks, the slower of them a quarter of that, or a full run would take a quarter of an hour; a shorter queue is to their advantage.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew, sizes.rehearsals);
    const [squares, ms] = await rehearsed(sizes.rehearsals, () => {
      const running: PromiseLike<unknown>[] = [];
      for (let i = 0; i < sizes.tasks; i += 1) running.push(crew.run('square', i));
      return Promise.all(running);
    });
    check(
      squares.every((square, i) => square === i * i),
      'squares',
    );
    return (sizes.tasks / ms) * 1_000;
  },
});

function tasksFor(names: readonly string[], tasks: number): Record<string, { tasks: number }> {
  return Object.fromEntries(names.map((name) => [name, { tasks }]));
}
