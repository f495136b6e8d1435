import { after, describe, it } from 'node:test';
import { functionCases } from './function-cases.js';
import { EchoWorker } from './round-trip.js';

describe('A function in a worker does what it does at home', () => {
  const worker = new EchoWorker();
  after(() => worker[Symbol.asyncDispose]());

  for (const { title, check } of functionCases) {
    it(title, () => check(worker.roundTrip));
  }
});
