import { check } from '../check.ts';
import { timed } from '../clock.ts';
import { mapWith } from '../contestant.ts';
import { defineRow } from '../row.ts';
import { type Batch, loadModel, predict } from '../workloads/model.ts';

export const initialisation = defineRow({
  id: 'P11c',
  table: 'more',
  title: 'a model that is dear to load, used by many batches',
  unit: '× the plain loop',
  better: 'higher',
  contestants: [
    'manyhands-processes',
    'manyhands-threads',
    'piscina',
    'cpython',
    'cpython-initializer',
  ],
  sizes: { weights: 4_000_000, steps: 500_000, batches: 40, workers: 2 },
  tiny: { weights: 1_000, steps: 1_000, batches: 8, workers: 2 },
  sizesFor: {
    cpython: { weights: 200_000, steps: 40_000, batches: 20 },
    'cpython-initializer': { weights: 200_000, steps: 40_000 },
  },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 1.5 },
    { kind: 'threads', against: 'cpython', limit: 1.5 },
  ],
  note: 'Includes loading the model: once alone, once in each worker. `cpython` loads it in each task as the published benchmark does, `cpython-initializer` once in each worker as ours do; its model and batches are smaller, so that both take about as long as here.',
  async run({ open, sizes }) {
    const { weights, steps } = sizes;
    const batches = Array.from(
      { length: sizes.batches },
      (_, seed): Batch => ({ weights, steps, seed }),
    );
    const [expected, alone] = await timed(() => {
      loadModel(weights);
      return batches.map(predict);
    });
    const [answers, together] = await timed(async () => {
      const crew = await open({ workers: sizes.workers, prepare: ['loadModel', weights] });
      return await mapWith(crew, 'predict', batches);
    });
    check(answers.join() === expected.join(), 'predictions');
    return alone / together;
  },
});
