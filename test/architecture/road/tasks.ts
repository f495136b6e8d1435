/** What runs in the worker of `program.ts`: tasks, and a count of the functions that have run. */
import { renameSync, writeFileSync } from 'node:fs';
import { FunctionCount } from './function-count.ts';

export function square(x: number): number {
  return x * x;
}

export function fail(x: number): never {
  throw new RangeError(`no ${x}`);
}

/** Counts from now on. At each SIGUSR2 writes what has run since the one before to `${path}-0`, `${path}-1` … */
export function countHere(path: string): void {
  const count = new FunctionCount();
  let taken = 0;
  process.on('SIGUSR2', () => {
    writeFileSync(`${path}-${taken}.part`, JSON.stringify(count.take()));
    renameSync(`${path}-${taken}.part`, `${path}-${taken}`); // whole when it is there
    taken += 1;
  });
}
