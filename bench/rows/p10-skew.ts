import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { defineRow } from '../row.ts';

export const skew = defineRow({
  id: 'P10',
  title: "skewed work: 1 item in 100 is 100 × longer, the long ones last; `chunkSize: 'auto'`",
  unit: '× the ideal',
  better: 'lower',
  contestants: ['manyhands-processes', 'manyhands-threads', 'piscina', 'cpython'],
  sizes: { items: 1_000, shortMicroseconds: 200, workers: 2 },
  tiny: { items: 100, shortMicroseconds: 10, workers: 2 },
  targets: [
    { kind: 'processes', limit: 1.1 },
    { kind: 'threads', limit: 1.1 },
  ],
  note: 'The ideal: all work divided by the workers. CPython cuts by its heuristic, piscina runs items one by one.',
  async run({ open, sizes }) {
    const crew = await open({ workers: sizes.workers });
    await warmUp(crew);
    const items = skewedWork(sizes.items, sizes.shortMicroseconds / 1_000);
    const [answers, ms] = await timed(() => mapWith(crew, 'spin', items, { chunkSize: 'auto' }));
    check(answers.join() === items.join(), 'answers');
    return ms / (items.reduce((sum, each) => sum + each, 0) / sizes.workers);
  },
});

function skewedWork(count: number, shortMs: number): number[] {
  const long = Math.ceil(count / 100);
  return Array.from({ length: count }, (_, i) => (i < count - long ? shortMs : shortMs * 100));
}
