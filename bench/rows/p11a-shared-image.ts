import { check } from '../check.ts';
import { rehearsed, timed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { defineRow, type Row } from '../row.ts';
import { convolve, makeFilters, makeImage } from '../workloads/convolution.ts';

export const sharedImage = defineRow({
  id: 'P11a',
  title: 'one big array, many convolution filters',
  unit: '× the plain loop',
  better: 'higher',
  contestants: [
    'manyhands-processes',
    'manyhands-threads',
    'piscina',
    'cpython',
    'cpython-initializer',
  ],
  sizes: { megabytes: 50, filters: 12, stride: 1, workers: 2 },
  tiny: { megabytes: 1, filters: 4, stride: 1, workers: 2 },
  sizesFor: {
    cpython: { stride: 50, filters: 6 },
    'cpython-initializer': { stride: 50, filters: 12 },
  },
  targets: [
    { kind: 'processes', against: 'cpython', limit: 1.5 },
    { kind: 'threads', against: 'cpython', limit: 1.5 },
  ],
  note: 'A quarter of the 200 MB and 12 of the 200 filters of the original, so that a run takes seconds. Processes get the array once each, captured by the function; threads share its memory. CPython, without numpy, looks at every 50th window, so that one filter takes about as long as here; `cpython` passes the array with each task as the published benchmark does, `cpython-initializer` lets the workers inherit it.',
  async run({ open, sizes, contestant }) {
    const image = makeImage(sizes.megabytes, contestant.kind === 'threads' ? 'shared' : 'own');
    const filters = makeFilters(sizes.filters);
    const [expected, alone] = await timed(() =>
      filters.map((filter) => convolve({ image, filter })),
    );
    const crew = await open({ workers: sizes.workers, binary: true });
    await warmUp(crew);
    const [answers, together, faults] = await rehearsed(0, () =>
      contestant.kind === 'processes' && crew.convolveAll !== undefined
        ? crew.convolveAll(image, filters)
        : mapWith(
            crew,
            'convolve',
            filters.map((filter) => ({ image, filter })),
          ),
    );
    check(answers.join() === expected.join(), 'responses');
    return { value: alone / together, faults };
  },
});

/** As the original has it. */
export const wholeImage: Row = {
  ...sharedImage,
  id: 'P11d',
  title: 'the same at full size: 200 MB, 200 filters',
  contestants: ['manyhands-processes', 'manyhands-threads', 'cpython-initializer'],
  sizes: { megabytes: 200, filters: 200, stride: 1, workers: 2 },
  targets: sharedImage.targets.map((target) => ({ ...target, against: 'cpython-initializer' })),
  note: 'As P11a. CPython looks at every 50th window with 24 of the filters.',
  sizesFor: { 'cpython-initializer': { stride: 50, filters: 24 } },
  timeBoxMs: 300_000,
  table: 'by name',
};
