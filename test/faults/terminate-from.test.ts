/** `terminate()` may be called from wherever the pool calls its user, and still ends everything. */
import assert from 'node:assert/strict';
import type { Pool } from 'manyhands';
import { until } from '../until.ts';
import { overBoth } from './over-both.ts';

const inc = (x: number): number => x + 1;
const terminated = { code: 'ERR_POOL_TERMINATED' };

/** After the call from inside has been made. */
async function assertEnded(pool: Pool): Promise<void> {
  await pool.join();
  assert.deepEqual(pool.workers, []);
  assert.equal(pool.state, 'terminated');
}

overBoth('terminate() called', (subject) => {
  subject.it('in a callback fails what is behind it', async () => {
    const pool = subject.pool(1);
    const first = pool.applyAsync(inc, [1], { callback: () => void pool.terminate() });
    const second = pool.applyAsync(inc, [2], { callback: () => {} });

    await assert.rejects(second.get(), terminated);

    await first.wait();
    await assertEnded(pool);
  });

  subject.it('and awaited in a callback does not wait for the callback', async () => {
    const pool = subject.pool(1);
    const result = pool.applyAsync(inc, [1], { callback: async () => await pool.terminate() });

    await result.wait();

    await assertEnded(pool);
  });

  subject.it('and awaited in an errorCallback does not wait for the callback', async () => {
    const pool = subject.pool(1);
    const fail = (): never => {
      throw new RangeError('expected');
    };
    const result = pool.applyAsync(fail, [], { errorCallback: async () => await pool.terminate() });

    await assert.rejects(result.get(), RangeError);

    await assertEnded(pool);
  });

  subject.it('in onProgress fails the call whose progress it is', async () => {
    const pool = subject.pool(1);
    const onProgress = ({ done }: { readonly done: number }): void => {
      if (done === 2) void pool.terminate();
    };

    await assert.rejects(pool.map(inc, [1, 2, 3, 4], { chunkSize: 1, onProgress }), terminated);

    await assertEnded(pool);
  });

  subject.it('by the source of a map fails the map', async () => {
    const pool = subject.pool(1);
    function* source(): Generator<number> {
      yield 1;
      void pool.terminate();
      yield 2;
    }

    await assert.rejects(pool.map(inc, source()), terminated);

    await assertEnded(pool);
  });

  subject.it('by the source of a stream ends the stream with the reason', async () => {
    const pool = subject.pool(1);
    function* source(): Generator<number> {
      yield 1;
      yield 2;
      void pool.terminate();
      yield 3;
    }
    const results = pool.imap(inc, source(), { bufferSize: 1 });
    const readAll = async (): Promise<void> => {
      for await (const value of results) assert.ok(value > 1);
    };

    await assert.rejects(readAll(), terminated);

    await assertEnded(pool);
  });

  subject.it('by a listener of the signal that cancels the task settles the task', async () => {
    const pool = subject.pool({ workers: 1, killGrace: 1 });
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => void pool.terminate());
    const { signal } = controller;
    const result = pool.apply(async () => await new Promise(() => {}), [], { signal });
    await pool.ready();

    controller.abort('enough');

    await assert.rejects(result, terminated); // its listener came first
    await assertEnded(pool);
  });

  subject.it('in the pause between two failed starts ends the pool', async () => {
    const pool = subject.pool({ workers: 1, initializer: () => process.exit(1) });
    const result = pool.applyAsync(inc, [1]);
    await until('the pool to pause', () => pool.workers.length === 0);

    await pool.terminate();

    await assert.rejects(result.get(), terminated);
    await assertEnded(pool);
  });

  subject.it('is not needed if close() comes in that pause and nothing is to be done', async () => {
    const pool = subject.pool({ workers: 1, initializer: () => process.exit(1) });
    await until('the pool to pause', () => pool.workers.length === 0);

    pool.close();
    await pool.join();

    assert.deepEqual(pool.workers, []);
  });
});
