import assert from 'node:assert/strict';
import type { task as Task } from '#dist/core/codec/function/task.js';
import type * as jobs from '../fixtures/jobs.js';
import type { FunctionCase } from './case.js';

const jobsUrl = new URL('../fixtures/jobs.js', import.meta.url);

/** `task`: of the same edition of the package as what carries the functions to the worker. */
export function tasksOf(task: typeof Task): FunctionCase[] {
  return [
    {
      title: 'task(): an explicit reference',
      check: async (roundTrip) => {
        const fn = task<typeof jobs, 'double'>(jobsUrl, 'double');
        assert.equal(await roundTrip(fn, 21), 42);
      },
    },
    {
      title: 'task(): captured by another function, it is the function itself there',
      check: async (roundTrip) => {
        const fn = task<typeof jobs, 'double'>(jobsUrl, 'double');
        assert.equal(await roundTrip((x: number) => fn(x) + 1, 1), 3);
      },
    },
  ];
}
