/** Time limits when the news of a task's start and of its end arrive together, as they do under load. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool } from 'manyhands';
import { until } from '../../until.ts';
import { type FakeChannel, FakeTransport } from '../handle/fake-channel.ts';

const LIMIT_MS = 50;
const work = (x: number): number => x;

/** A pool of one worker that a test plays; it has something in hand. */
async function playedPool<T>(
  call: (pool: Pool) => Promise<T>,
): Promise<{ result: Promise<T>; worker: FakeChannel; id: number }> {
  const transport = new FakeTransport();
  const pool = new Pool({ workers: 1, transport });
  transport.last.ready();
  const result = call(pool);
  result.catch(() => {}); // looked at later
  await until('the call to reach the worker', () => transport.last.tickets.waiting.length > 0);
  return { result, worker: transport.last, id: transport.last.take() ?? 0 };
}

describe('A task with a time limit', () => {
  for (const [ranMs, isLate] of [
    [49, false],
    [50, false],
    [100, true],
  ] as const) {
    const fate = isLate ? 'fails' : 'is done';
    it(`${fate} that ran ${ranMs} ms of ${LIMIT_MS}, though its start and end arrive together`, async () => {
      const { result, worker, id } = await playedPool(
        async (pool) => await pool.apply(work, [1], { timeout: LIMIT_MS }),
      );
      const nothing = { id, from: 0, values: [], errors: [], runMs: 0 };

      worker.receive({ kind: 'started', chunkId: id, offset: 0, before: nothing });
      const done = { id, from: 0, values: [7], errors: [], runMs: ranMs };
      worker.receive({ kind: 'done', results: [done], memory: 0 });

      if (isLate)
        await assert.rejects(result, { code: 'ERR_POOL_TASK_TIMEOUT', message: /100 ms/ });
      else assert.equal(await result, 7);
    });
  }

  it('fails alone among the others of its chunk', async () => {
    const { result, worker, id } = await playedPool(async (pool) => {
      const results = pool.imap(work, [1, 2], { timeout: LIMIT_MS, chunkSize: 2 });
      return await Promise.allSettled([results.next(), results.next()]);
    });
    const nothing = { id, from: 0, values: [], errors: [], runMs: 0 };

    worker.receive({ kind: 'started', chunkId: id, offset: 0, before: nothing });
    const before = { id, from: 0, values: [1], errors: [], runMs: 60 };
    worker.receive({ kind: 'started', chunkId: id, offset: 1, before });
    const rest = { id, from: 1, values: [2], errors: [], runMs: 1 };
    worker.receive({ kind: 'done', results: [rest], memory: 0 });

    const [first, second] = await result;
    assert.equal(first.status, 'rejected');
    assert.deepEqual(second, { status: 'fulfilled', value: { done: false, value: 2 } });
  });
});
