import { after, describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';
import { functionCases } from './function-cases.js';
import type { RoundTrip } from './round-trip.js';

for (const PoolClass of [Pool, ThreadPool]) {
  describe(`A function in a worker of a ${PoolClass.name} does what it does at home`, () => {
    const pool = new PoolClass(1);
    const roundTrip: RoundTrip = (fn, ...args) => pool.apply(fn, args) as never;
    after(() => pool.terminate());

    for (const { title, check } of functionCases) {
      it(title, () => check(roundTrip));
    }
  });
}
