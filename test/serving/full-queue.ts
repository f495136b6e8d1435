/** `maxQueue`: how many items may wait; what comes beyond it is refused at once, or waits to be read. */
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { QueueFullError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { noteAndWait, square } from '../conformance/tasks.ts';
import { at, listOf } from './holding.ts';

export function fullQueue(subject: Subject): void {
  subject.it('takes as many as may wait, and refuses the next at once', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, maxQueue: 2 });
    const taken = ['a', 'b', 'c'].map((name) => pool.apply(noteAndWait, at(stage, name)));
    await stage.reaches(1);

    await assert.rejects(pool.apply(square, [2]), (error: unknown) => {
      assert.ok(error instanceof QueueFullError);
      assert.equal(error.code, 'ERR_POOL_QUEUE_FULL');
      assert.match(error.message, /maxQueue/);
      return true;
    });
    assert.equal(pool.stats().tasks.queued, 2);

    stage.open();
    assert.deepEqual(await Promise.all(taken), ['a', 'b', 'c']);
    assert.equal(await pool.apply(square, [2]), 4);
  });

  subject.it('refuses in the result, and not in the call', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1, maxQueue: 0 });
    const first = pool.apply(noteAndWait, at(stage, 'a'));

    const refused = pool.applyAsync(square, [2]);
    const many = pool.mapAsync(square, [1, 2]);

    await assert.rejects(refused.get(), QueueFullError);
    await assert.rejects(many.get(), QueueFullError);
    stage.open();
    assert.equal(await first, 'a');
  });

  subject.it('refuses a map of more than there is room for, whole', async () => {
    await using pool = subject.pool({ workers: 2, maxQueue: 3 });

    await assert.rejects(pool.map(square, [1, 2, 3, 4, 5, 6]), /imap/);
    assert.deepEqual(await pool.map(square, [1, 2, 3, 4, 5]), [1, 4, 9, 16, 25]);
    assert.deepEqual(pool.stats().tasks.done, 5);
  });

  subject.it('lets what reads its items one by one wait for room', async () => {
    await using pool = subject.pool({ workers: 1, maxQueue: 2 });
    const items = Array.from({ length: 40 }, (_, i) => i);
    let most = 0;
    const watched = function* (): Generator<number> {
      for (const item of items) {
        most = Math.max(most, pool.stats().tasks.queued + pool.stats().tasks.running);
        yield item;
      }
    };

    const [squares, others, sum] = await Promise.all([
      listOf(pool.imap(square, watched(), { bufferSize: 100 })),
      listOf(pool.imap(square, items, { chunkSize: 10 })),
      pool.from(items).map(square).sum(),
    ]);

    assert.deepEqual(squares, items.map(square));
    assert.deepEqual(others, items.map(square));
    assert.equal(
      sum,
      items.map(square).reduce((a, b) => a + b),
    );
    assert.ok(most <= 3, `${most} were under way`);
  });

  subject.it('says when few enough wait', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1 });
    const told: string[] = [];
    const names = ['a', 'b', 'c'];
    const all = Promise.all(names.map((name) => pool.apply(noteAndWait, at(stage, name))));
    await stage.reaches(1);

    await pool.drained({ below: 3 }); // two wait
    const drained = pool.drained().then(() => told.push('drained'));
    await assert.rejects(pool.drained({ below: 2, timeout: 1 }), { code: 'ERR_POOL_TIMEOUT' });
    await assert.rejects(pool.drained(1), { code: 'ERR_POOL_TIMEOUT' });
    await turn();
    assert.deepEqual(told, []);
    stage.open();
    await drained;
    await all;
    await pool.drained(0);
  });

  subject.it('says that nothing waits any more when the pool ends', async () => {
    using stage = new Stage();
    await using pool = subject.pool({ workers: 1 });
    const calls = ['a', 'b'].map((name) => pool.applyAsync(noteAndWait, at(stage, name)));

    const drained = pool.drained();
    await pool.terminate();

    await drained;
    await pool.drained();
    for (const call of calls) await assert.rejects(call.get(), { code: 'ERR_POOL_TERMINATED' });
  });
}
