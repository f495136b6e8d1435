/** Large arrays to processes: in files that are mapped, in files that are read, and through the socket. */
import type { AnyPool } from 'manyhands';
import { share } from 'manyhands/shared';
import { check } from '../check.ts';
import { rehearsed } from '../clock.ts';
import { mapWith, warmUp } from '../contestant.ts';
import { defineRow, type Figure, type Row, type Sizes, type Stage, type Target } from '../row.ts';
import { makeImage } from '../workloads/convolution.ts';
import { sumAll } from '../workloads/sum.ts';

const WAYS = ['manyhands-processes-read', 'manyhands-processes-socket'];
const HALF_OF_SOCKET: Target = {
  kind: 'processes',
  who: 'manyhands-processes-read',
  against: 'manyhands-processes-socket',
  limit: 0.5,
};
const COMMON = { unit: 'ms', better: 'lower' } as const;

interface LargeSizes extends Sizes {
  readonly megabytes: number;
  readonly tasks: number;
  readonly workers: number;
  readonly rehearsals: number;
}

/** The sum of one array, by each of so many tasks that get it as their argument. */
async function sumOfOne({ open, sizes, contestant }: Stage<LargeSizes>): Promise<Figure> {
  const crew = await open({ workers: sizes.workers, binary: true });
  await warmUp(crew);
  const array = makeImage(sizes.megabytes, contestant.kind === 'threads' ? 'shared' : 'own');
  const given = Array.from({ length: sizes.tasks }, () => array);
  const [sums, ms, faults] = await rehearsed(sizes.rehearsals, () =>
    mapWith(crew, 'sumAll', given),
  );
  const expected = sumAll(array);
  check(sums.length === sizes.tasks && sums.every((sum) => sum === expected), 'the sums');
  return { value: ms, faults };
}

/** The same by ours alone, in one of the ways to send an array less often. */
async function sumOfSame(
  { open, sizes, contestant }: Stage<LargeSizes>,
  call: (
    pool: AnyPool,
    array: Float64Array,
    tasks: readonly number[],
  ) => Promise<readonly number[]>,
): Promise<Figure> {
  const crew = await open({ workers: sizes.workers, binary: true });
  const { pool } = crew;
  if (pool === undefined) throw new Error('only ours can do that');
  await warmUp(crew);
  const array = makeImage(sizes.megabytes, contestant.kind === 'threads' ? 'shared' : 'own');
  const tasks = Array.from({ length: sizes.tasks }, (_, i) => i);
  const [sums, ms, faults] = await rehearsed(sizes.rehearsals, () => call(pool, array, tasks));
  const expected = sumAll(array);
  check(sums.length === sizes.tasks && sums.every((sum) => sum === expected), 'the sums');
  return { value: ms, faults };
}

const SIXTEEN: LargeSizes = { megabytes: 100, tasks: 16, workers: 2, rehearsals: 1 };
const ONE: LargeSizes = { megabytes: 64, tasks: 1, workers: 1, rehearsals: 3 };

const sixteenTasks: Row = defineRow({
  ...COMMON,
  id: 'P13a',
  title: 'an array of 100 MB as the argument of 16 tasks, which add it up',
  contestants: ['manyhands-processes', 'manyhands-threads'],
  sizes: SIXTEEN,
  tiny: { ...SIXTEEN, megabytes: 2 },
  targets: [{ kind: 'processes', against: 'manyhands-threads', limit: 3 }],
  note: 'Threads share one `SharedArrayBuffer`; each task of a process has its own copy, on write where it can be mapped.',
  run: sumOfOne,
});

const captured: Row = defineRow({
  ...COMMON,
  id: 'P13c',
  table: 'more',
  title: 'the same, captured',
  contestants: ['manyhands-processes', 'manyhands-threads', ...WAYS],
  sizes: SIXTEEN,
  tiny: { ...SIXTEEN, megabytes: 2 },
  sizesFor: { 'manyhands-processes-socket': { rehearsals: 0 } },
  targets: [{ kind: 'processes', against: 'manyhands-threads', limit: 3 }, HALF_OF_SOCKET],
  run: (stage) => sumOfSame(stage, (pool, array, tasks) => pool.map(() => sumAll(array), tasks)),
});

const shared: Row = defineRow({
  ...COMMON,
  id: 'P13d',
  table: 'more',
  title: 'the same, as an argument that is shared',
  contestants: ['manyhands-processes', 'manyhands-threads', 'manyhands-processes-read'],
  sizes: SIXTEEN,
  tiny: { ...SIXTEEN, megabytes: 2 },
  targets: [{ kind: 'processes', against: 'manyhands-threads', limit: 3 }],
  run: (stage) =>
    sumOfSame(stage, async (pool, array, tasks) => {
      const one = stage.contestant.kind === 'threads' ? array : share(array);
      return await pool.map(
        sumAll,
        tasks.map(() => one),
      );
    }),
});

const oneTask: Row = defineRow({
  ...COMMON,
  id: 'P13b',
  table: 'more',
  title: 'an array of 64 MB as the argument of one task, which adds it up',
  contestants: ['manyhands-processes', ...WAYS, 'memory-file', 'raw-fork'],
  sizes: ONE,
  tiny: { ...ONE, megabytes: 2, rehearsals: 1 },
  sizesFor: { 'raw-fork': { rehearsals: 1 } },
  targets: [{ kind: 'processes', against: 'memory-file', limit: 2.5 }, HALF_OF_SOCKET],
  note: '`memory-file` is no pool: it writes the array to a file in memory, reads that into memory in use, and adds it up.',
  run: sumOfOne,
});

export const LARGE: readonly Row[] = [sixteenTasks, oneTask, captured, shared];
