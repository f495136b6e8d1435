/** `context`, as the tasks of a call see it. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { currentWorker, NotSendableError } from 'manyhands';
import type { Subject } from '../conformance/subject.ts';
import { exitWith } from '../conformance/tasks.ts';
import { listOf } from './holding.ts';

function contextHere(): unknown {
  return currentWorker()?.context;
}

async function contextLater(): Promise<unknown> {
  await new Promise((resolve) => setTimeout(resolve, 1));
  return currentWorker()?.context;
}

export function contexts(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('is what the call has given, in each of its tasks', async () => {
    const pool = two();
    const context = { id: 'r-1', since: new Date(5) };

    assert.deepEqual(await pool.apply(contextLater, [], { context }), context);
    assert.deepEqual(
      await pool.map((_: number) => currentWorker()?.context, [1, 2, 3], { context: 7 }),
      [7, 7, 7],
    );
    const read = pool.imap((_: number) => currentWorker()?.context, [1, 2], { context: 'x' });
    assert.deepEqual(await listOf(read), ['x', 'x']);
    const chain = pool.from([1, 2], { context: 2 });
    assert.equal(await chain.map((_) => Number(currentWorker()?.context)).sum(), 4);
  });

  subject.it('is not there if nobody has given any, also after others', async () => {
    const pool = one();
    await pool.apply(contextHere, [], { context: 'mine' });

    assert.equal(await pool.apply(() => 'context' in (currentWorker() ?? {})), false);
  });

  subject.it('is asked for once a call, where the call is made', async () => {
    const request = new AsyncLocalStorage<string>();
    let asked = 0;
    const context = (): unknown => {
      asked += 1;
      return request.getStore();
    };
    await using pool = subject.pool({ workers: 2, context });

    const all = await Promise.all(
      ['a', 'b'].map(
        async (id) =>
          await request.run(
            id,
            async () =>
              await pool.map((_: number) => currentWorker()?.context, [1, 2, 3], { chunkSize: 1 }),
          ),
      ),
    );

    assert.deepEqual(all, [
      ['a', 'a', 'a'],
      ['b', 'b', 'b'],
    ]);
    assert.equal(asked, 2);
    assert.equal(await pool.apply(contextHere, [], { context: 'own' }), 'own');
    assert.equal(asked, 2);
  });

  subject.it('is copied at the call', async () => {
    const pool = one();
    const context = { n: 1 };

    const call = pool.apply(contextHere, [], { context });
    context.n = 2;

    assert.deepEqual(await call, { n: 1 });
  });

  subject.it('is refused if it cannot be sent', async () => {
    const pool = one();
    const context = { f: () => 1 };

    await assert.rejects(pool.apply(contextHere, [], { context: { context } }), NotSendableError);
  });

  subject.it('fails the call with what its function throws', async () => {
    const pool = one();
    const context = (): never => {
      throw new RangeError('no request');
    };

    await assert.rejects(pool.apply(contextHere, [], { context }), /no request/);
    assert.throws(() => pool.applyAsync(contextHere, [], { context }), /no request/);
  });

  subject.itWith('death', 'is the same when the task runs again', async () => {
    await using pool = subject.pool(1);
    const dieOnce = (): unknown => {
      const { attempt, context } = currentWorker() ?? {};
      return attempt === 0 ? process.exit(3) : context;
    };

    assert.equal(await pool.apply(dieOnce, [], { retries: 1, context: 'kept' }), 'kept');
    await assert.rejects(pool.apply(exitWith, [3]));
  });
}
