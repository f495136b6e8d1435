import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { type Crew, warmUp } from '../contestant.ts';
import { defineRow } from '../row.ts';

export const growth = defineRow({
  id: 'P12',
  title: 'queue 1,000,000 `applyAsync`, then drain: against a tenth of it',
  unit: '× the time of 100,000',
  better: 'lower',
  contestants: ['manyhands-processes', 'manyhands-threads'],
  sizes: { tasks: 1_000_000, workers: 2 },
  tiny: { tasks: 1_000, workers: 2 },
  targets: [
    { kind: 'processes', limit: 12 },
    { kind: 'threads', limit: 12 },
  ],
  note: 'Linear is 10. Measured after a first 100,000 that is not counted.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    await drain(crew, sizes.tasks / 10);
    const few = await drain(crew, sizes.tasks / 10);
    const many = await drain(crew, sizes.tasks);
    return many / few;
  },
});

async function drain(crew: Crew, tasks: number): Promise<number> {
  const [, ms] = await timed(async () => {
    const running: PromiseLike<unknown>[] = [];
    for (let i = 0; i < tasks; i += 1) running.push(crew.run('square', i));
    for (let i = 0; i < tasks; i += 1) {
      if ((await running[i]) !== i * i) check(false, 'square');
    }
  });
  return ms;
}
