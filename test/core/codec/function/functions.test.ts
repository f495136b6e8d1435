import { after, describe, it } from 'node:test';
import { task } from '#dist/core/codec/function/task.js';
import { tasksOf } from './cases/tasks.js';
import { functionCases } from './function-cases.js';
import { EchoWorker } from './round-trip.js';

describe('A function in a worker does what it does at home', () => {
  const worker = new EchoWorker();
  after(() => worker[Symbol.asyncDispose]());

  for (const { title, check } of [...functionCases, ...tasksOf(task)]) {
    it(title, () => check(worker.roundTrip));
  }
});
