/** Queues with names: who takes from them, and that they are a part of their job. */
import assert from 'node:assert/strict';
import type { Delivery, Engine } from '#dist/cluster/engine/engine.js';
import { until } from '../../until.ts';
import type { Clause } from './engine.suite.ts';
import { chunk, publish, range, sorted, Taker, untilWaiting } from './stage.ts';

/** What it gets, by queue and number, for as long as it is asked. */
async function take(host: Engine, queues: readonly string[], request: number) {
  const taken: Delivery[] = [];
  const isWanted = (queue: string): boolean => queues.includes(queue);
  const subscription = await host.chunks.receive((one) => taken.push(one), isWanted);
  subscription.request(request);
  return {
    subscription,
    taken,
    indices: () => sorted(taken.map(({ index }) => index)),
    count: async (count: number) => {
      await until(`${count} chunks`, () => taken.length >= count);
    },
  };
}

export function namedQueueClauses(clause: Clause): void {
  clause(
    'gives chunks of a named queue only to who wants it, whenever it was made',
    async (stage) => {
      const submitter = await stage.submitter();
      const plain = await Taker.open(await stage.host(), 10);
      const gpu = await take(await stage.host(), ['gpu', 'gpu+zone=eu~1'], 10);

      await submitter.chunks.publish(chunk(0, { queue: 'gpu' }));
      await submitter.chunks.publish(chunk(1, { queue: 'gpu+zone=eu~1' }));
      await submitter.chunks.publish(chunk(2, { queue: 'disk' }));
      await gpu.count(2);
      const late = await take(await stage.host(), ['disk'], 1);
      await late.count(1);
      await publish(submitter, [3]);
      await until('the plain one', () => plain.indices.length + gpu.taken.length === 3);

      assert.deepEqual(gpu.indices().slice(0, 2), [0, 1]);
      assert.deepEqual(late.indices(), [2]);
      assert.deepEqual([...plain.indices, ...gpu.indices().slice(2)], [3]);
    },
  );

  clause('lets no queue wait because another is long', async (stage) => {
    const submitter = await stage.submitter();
    await submitter.chunks.publish(chunk(100, { queue: 'gpu' }));
    const first = await take(await stage.host(), ['gpu'], 1);
    await first.count(1);
    first.taken[0]?.acknowledge();
    await publish(submitter, range(50));
    for (const index of range(5, 101))
      await submitter.chunks.publish(chunk(index, { queue: 'gpu' }));

    for (let done = 1; first.indices().filter((index) => index > 100).length < 5; ) {
      first.subscription.request(1);
      done += 1;
      await first.count(done);
      first.taken[done - 1]?.acknowledge();
    }

    assert.ok(first.taken.length < 40, `${first.taken.length} were taken before`);
  });

  clause('counts, lists and purges a job in all its queues', async (stage) => {
    const submitter = await stage.submitter();
    await submitter.chunks.publish(chunk(0, { queue: 'gpu' }));
    await submitter.chunks.publish(chunk(1));
    await submitter.chunks.publish(chunk(0, { job: 'other', queue: 'gpu' }));

    const waiting = await submitter.chunks.waiting();
    const listed: number[] = [];
    for await (const { index } of submitter.chunks.list('j')) listed.push(index);
    const all: string[] = [];
    for await (const { job, index } of submitter.chunks.list()) all.push(`${job} ${index}`);
    const dropped = await submitter.chunks.purge('j');

    assert.deepEqual([waiting.get('j'), waiting.get('other'), sorted(listed)], [2, 1, [0, 1]]);
    assert.deepEqual(all.toSorted(), ['j 0', 'j 1', 'other 0']);
    assert.equal(dropped, 2);
    await untilWaiting(submitter, 1);
  });

  clause(
    'tells of poison in a named queue',
    async (stage) => {
      const submitter = await stage.submitter();
      const poisons: string[] = [];
      await submitter.chunks.onPoison('j', ({ index, deliveryCount }) => {
        poisons.push(`${index} after ${deliveryCount}`);
      });
      await submitter.chunks.publish(chunk(7, { queue: 'gpu' }));
      const gpu = await take(await stage.host(), ['gpu'], 1);
      for (const tries of [1, 2]) {
        await gpu.count(tries);
        gpu.taken[tries - 1]?.giveBack();
        gpu.subscription.request(1);
      }

      await until('the poison', () => poisons.length > 0);

      assert.deepEqual(poisons, ['7 after 2']);
    },
    { maxDeliveries: 2 },
  );

  clause('refuses a queue that has no name', async (stage) => {
    const submitter = await stage.submitter();
    for (const queue of ['', 'a b', 'a.b', '*', '>', 'é', 'a'.repeat(201)])
      await assert.rejects(submitter.chunks.publish(chunk(0, { queue })), {
        code: 'ERR_POOL_OPTION',
      });
  });
}
