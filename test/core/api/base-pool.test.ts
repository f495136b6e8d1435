import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { BasePool } from '#dist/core/api/base-pool.js';
import { PoolStateError } from '#dist/core/base/errors.js';
import { FakeBackend } from './fake-backend.js';

/** A pool in front of a backend that the test plays. */
class TestPool extends BasePool {
  readonly backend: FakeBackend;

  constructor(backend = new FakeBackend()) {
    super(backend, 'test');
    this.backend = backend;
  }
}

const double = (x: number): number => 2 * x;
const sum = (a: number, b: number): number => a + b;
const run = (item: unknown): number => Number(item) * 2;

// See calls.test.ts: a source is read in one go where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

describe('BasePool: calls', () => {
  it('hands each kind of call to the backend as a job of its own', () => {
    const pool = new TestPool();

    void pool.apply(double, [1]);
    void pool.applyAsync(double, [1]);
    void pool.map(double, [1]);
    void pool.mapAsync(double, [1]);
    void pool.starmap(sum, [[1, 2]]);
    void pool.starmapAsync(sum, [[1, 2]]);
    pool.imap(double, [1]);
    pool.imapUnordered(double, [1]);
    pool.istarmap(sum, [[1, 2]]);
    pool.istarmapUnordered(sum, [[1, 2]]);
    pool.through(double).destroy();

    assert.deepEqual(
      pool.backend.jobs.map(({ spec }) => `${spec.call} ${spec.onError}`),
      [
        'spread stop',
        'spread stop',
        'one stop',
        'one stop',
        'spread stop',
        'spread stop',
        'one go-on',
        'one go-on',
        'spread go-on',
        'spread go-on',
        'one go-on',
      ],
    );
  });

  it('resolves with what the backend finds', async () => {
    const pool = new TestPool();

    const [applied, mapped] = [pool.apply(double, [4]), pool.map(double, [1, 2, 3])];
    pool.backend.work((item) => (Array.isArray(item) ? run(item[0]) : run(item)));

    assert.deepEqual([await applied, await mapped], [8, [2, 4, 6]]);
  });

  it('rejects where a promise is returned, and throws where it is not, once it is not running', async () => {
    const pool = new TestPool();
    pool.close();

    for (const call of [
      pool.apply(double, [1]),
      pool.map(double, [1]),
      pool.starmap(sum, [[1, 2]]),
    ])
      await assert.rejects(call, PoolStateError);
    for (const call of [
      () => pool.applyAsync(double, [1]),
      () => pool.mapAsync(double, [1]),
      () => pool.imap(double, [1]),
      () => pool.through(double),
    ])
      assert.throws(call, PoolStateError);
    assert.deepEqual(pool.backend.jobs, []);
  });
});

describe('BasePool: the end', () => {
  it('has the state of its backend, and asks it once for each step', async () => {
    const pool = new TestPool();

    pool.close();
    pool.close();
    await pool.terminate();
    await pool.terminate();

    assert.equal(pool.state, 'terminated');
    assert.deepEqual(
      pool.backend.log.filter((line) => line !== 'ended'),
      ['close', 'terminate'],
    );
  });

  it('reads all input eagerly when it is joined, and cannot be joined while it runs', async () => {
    const pool = new TestPool();
    await assert.rejects(pool.join(), /still running/);

    pool.close();
    await pool.join();

    assert.deepEqual(pool.backend.log, ['close', 'read eagerly', 'ended']);
  });

  it('terminates at the end of an `await using` block', async () => {
    const backend = new FakeBackend();
    {
      await using pool = new TestPool(backend);
      assert.equal(pool.state, 'running');
    }

    assert.equal(backend.state, 'terminated');
  });
});
