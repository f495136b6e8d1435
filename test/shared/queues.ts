/** Queues and pipes over workers. */
import assert from 'node:assert/strict';
import { pipe, Queue } from 'manyhands/shared';
import type { Subject } from '../conformance/subject.ts';

export function queues(subject: Subject): void {
  subject.it('each item reaches one of those that get, whoever puts', async () => {
    await using pool = subject.pool(4);
    const queue = new Queue<number>({ maxSize: 5 });
    const produce = async (from: number): Promise<void> => {
      for (let i = from; i < from + 50; i += 1) await queue.put(i);
    };
    const consume = async (): Promise<number[]> => {
      const got: number[] = [];
      for await (const item of queue) got.push(item);
      return got;
    };

    const consuming = pool.mapAsync(consume, [1, 2], { chunkSize: 1 });
    await pool.map(produce, [0, 50], { chunkSize: 1 });
    await queue.close();

    const got = (await consuming).flat().sort((a, b) => a - b);
    assert.deepEqual(
      got,
      Array.from({ length: 100 }, (_, i) => i),
    );
  });

  subject.it('items are copied when they are put', async () => {
    const queue = new Queue<{ list: number[] }>();
    const item = { list: [1] };

    await queue.put(item);
    item.list.push(2);

    assert.deepEqual(await queue.get(), { list: [1] });
  });

  subject.it('what cannot be copied is refused', async () => {
    await using pool = subject.pool(1);
    const queue = new Queue<unknown>();
    const put = async (): Promise<unknown> =>
      await queue.put(() => 1).catch((error: { code?: string }) => error.code);

    assert.equal(await put(), 'ERR_POOL_NOT_SENDABLE');
    assert.equal(await pool.apply(put), 'ERR_POOL_NOT_SENDABLE');
  });

  subject.it('the errors of a queue are those of the program, in workers, too', async () => {
    await using pool = subject.pool(1);
    const queue = new Queue<number>({ maxSize: 1 });
    const codes = async (): Promise<unknown[]> => {
      const code = (error: { code?: string }): string | undefined => error.code;
      const found: unknown[] = [await queue.getNowait().catch(code)];
      await queue.putNowait(1);
      found.push(await queue.putNowait(2).catch(code));
      await queue.get();
      await queue.taskDone();
      found.push(await queue.taskDone().catch(code), await queue.get(1).catch(code));
      return found;
    };
    const expected = [
      'ERR_POOL_QUEUE_EMPTY',
      'ERR_POOL_QUEUE_FULL',
      'ERR_POOL_STATE',
      'ERR_POOL_TIMEOUT',
    ];

    assert.deepEqual(await codes(), expected);
    assert.deepEqual(await pool.apply(codes), expected);
  });

  subject.it('a queue is joined when workers have done all items', async () => {
    await using pool = subject.pool(2);
    const queue = new Queue<number>();
    for (let i = 0; i < 10; i += 1) await queue.put(i);
    await queue.close();
    const working = pool.mapAsync(
      async () => {
        for await (const item of queue) if (item >= 0) await queue.taskDone();
      },
      [1, 2],
      { chunkSize: 1 },
    );

    await queue.join();

    await working;
    assert.equal(await queue.lost(), 0);
  });

  subject.it('a pipe carries values both ways, until one end is closed', async () => {
    await using pool = subject.pool(1);
    const [here, there] = pipe<string, number>();
    const task = pool.applyAsync(
      async (end: typeof there) => {
        for await (const word of end) await end.send(word.length);
        return 'closed';
      },
      [there],
    );

    await here.send('one');
    await here.send('three');
    assert.deepEqual([await here.recv(), await here.recv()], [3, 5]);
    assert.equal(await here.poll(), false);
    await here.close();

    assert.equal(await task, 'closed');
  });
}
