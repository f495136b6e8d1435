/** Constant memory, whatever comes through: measured on the heap, after collecting what is garbage. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ThreadPool } from 'manyhands';
import { identity } from '../conformance/tasks.ts';
import { failOnLeaks } from '../leaks.ts';
import { range } from './observed.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Far below what even one small object for each item would take, far above what a test runner moves. */
const ALLOWED_BYTES = 4 << 20;

describe('memory', () => {
  failOnLeaks();

  it('does not grow with the length of a stream', { timeout: 300_000 }, async () => {
    await using pool = new ThreadPool(2);
    const options = { chunkSize: 500, bufferSize: 5000 };
    let sum = 0;
    const read = async (count: number): Promise<number> => {
      for await (const n of pool.imap(identity<number>, naturals(count), options)) sum += n;
      return heapBytes();
    };

    const before = await read(20_000);
    const after = await read(500_000);

    assert.equal(sum, sumBelow(20_000) + sumBelow(500_000));
    assert.ok(after - before < ALLOWED_BYTES, `the heap grew by ${after - before} bytes`);
  });

  it('does not grow with the number of calls on one signal, which warns of nothing', {
    timeout: 300_000,
  }, async () => {
    await using pool = new ThreadPool(2);
    const { signal } = new AbortController();
    const warnings: Error[] = [];
    const onWarning = (warning: Error): number => warnings.push(warning);
    process.on('warning', onWarning);
    const call = async (count: number): Promise<number> => {
      for (let n = 0; n < count; n += 1000) {
        await Promise.all(
          range(1000).map(async (i) => await pool.apply(identity<number>, [i], { signal })),
        );
      }
      return heapBytes();
    };

    const before = await call(10_000);
    const after = await call(90_000);
    process.off('warning', onWarning);

    assert.deepEqual(warnings, []);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    assert.ok(after - before < ALLOWED_BYTES, `the heap grew by ${after - before} bytes`);
  });

  it('does not grow with the number of iterators that were left early', {
    timeout: 300_000,
  }, async () => {
    await using pool = new ThreadPool(2);
    const leave = async (count: number): Promise<number> => {
      for (let n = 0; n < count; n += 1) {
        for await (const _ of pool.imap(identity<number>, naturals(1_000_000))) break;
      }
      return heapBytes();
    };

    const before = await leave(500);
    const after = await leave(4500);

    assert.ok(after - before < ALLOWED_BYTES, `the heap grew by ${after - before} bytes`);
  });
});

function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function* naturals(end: number): Generator<number> {
  for (let n = 0; n < end; n += 1) yield n;
}

function sumBelow(end: number): number {
  return (end * (end - 1)) / 2;
}
