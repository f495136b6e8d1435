/** `affinity`: what has the same key goes to the same worker, if it can be had. */
import assert from 'node:assert/strict';
import { currentWorker, OptionError } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { exitWith, noteAndWait, square } from '../conformance/tasks.ts';
import { at } from './holding.ts';

function workerId(): number | undefined {
  return currentWorker()?.id;
}

export function affinities(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('keeps each key in its worker, while others come between', async () => {
    await using pool = subject.pool(3);
    await pool.ready();
    const keys = ['a', 'b', 7];
    const first = await Promise.all(keys.map((affinity) => pool.apply(workerId, [], { affinity })));
    assert.equal(new Set(first).size, 3);

    for (let round = 0; round < 5; round += 1) {
      assert.deepEqual(
        await Promise.all(keys.map((affinity) => pool.apply(workerId, [], { affinity }))),
        first,
      );
      await pool.map(square, [1, 2, 3], { chunkSize: 1 });
    }
    assert.deepEqual(
      new Set(await pool.map((_: number) => currentWorker()?.id, [1, 2, 3, 4], { affinity: 'a' })),
      new Set([first[0]]),
    );
  });

  subject.it('goes elsewhere when its worker is busy for long, and stays there', async () => {
    using stage = new Stage();
    const pool = two();
    await pool.ready();
    const before = await pool.apply(workerId, [], { affinity: 'a' });
    const held = pool.apply(noteAndWait, at(stage, 'held'), { affinity: 'a' });
    await stage.reaches(1);

    const after = await pool.apply(workerId, [], { affinity: 'a' });
    assert.notEqual(after, before);
    stage.open();
    await held;

    assert.equal(await pool.apply(workerId, [], { affinity: 'a' }), after);
  });

  subject.it('lets others go by while it waits', async () => {
    using stage = new Stage();
    const pool = two();
    await pool.ready();
    await pool.apply(workerId, [], { affinity: 'a' });
    const held = pool.apply(noteAndWait, at(stage, 'held'), { affinity: 'a' });
    await stage.reaches(1);
    const order: string[] = [];

    const waiting = pool.apply(square, [2], { affinity: 'a' }).then(() => order.push('a'));
    const other = pool.apply(square, [3]).then(() => order.push('other'));
    await Promise.all([waiting, other]);
    stage.open();
    await held;

    assert.deepEqual(order, ['other', 'a']);
  });

  subject.itWith('death', 'finds another worker after a death', async () => {
    await using pool = subject.pool(2);
    await pool.ready();
    const before = await pool.apply(workerId, [], { affinity: 'a' });
    const lost = pool.apply(exitWith, [3], { affinity: 'a' });
    const next = pool.apply(workerId, [], { affinity: 'a' });

    await assert.rejects(lost);
    const after = await next;

    assert.notEqual(after, before);
    assert.equal(await pool.apply(workerId, [], { affinity: 'a' }), after);
  });

  subject.it('is cancelled while it waits for its worker', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2);
    await pool.ready();
    const held = pool.apply(noteAndWait, at(stage, 'held'), { affinity: 'a' });
    await stage.reaches(1);
    const waiting = pool.applyAsync(square, [2], { affinity: 'a' });
    await new Promise((resolve) => setImmediate(resolve));

    assert.equal(pool.cancelPending(new Error('not wanted')), 1);

    await assert.rejects(waiting.get(), /not wanted/);
    stage.open();
    assert.equal(await held, 'held');
    pool.close();
    await pool.join();
  });

  for (const affinity of [null, {}, true, Number.NaN]) {
    subject.it(`refuses the key ${String(affinity)}`, async () => {
      const pool = one();

      await assert.rejects(pool.apply(square, [1], { affinity: affinity as string }), OptionError);
    });
  }
}
