import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QueueCore } from '#dist/shared/objects/queue-core.js';
import type { Delivery } from '#dist/shared/objects/served-core.js';
import { callOf, die, holder, isPending, item, received, valueOf } from './holders.ts';

const CLOSED = { code: 'ERR_POOL_CLOSED' };

function filled(...values: readonly unknown[]): QueueCore {
  const queue = new QueueCore();
  for (const value of values) queue.putNowait(callOf(holder()), item(value));
  return queue;
}

describe('a queue where it lives', () => {
  it('gives items in the order in which they were put', async () => {
    const queue = filled('a', { b: [1] });

    assert.equal(received(await queue.get(callOf(holder()))), 'a');
    assert.deepEqual(received(queue.getNowait(callOf(holder()))), { b: [1] });
    assert.throws(() => queue.getNowait(callOf(holder())), { code: 'ERR_POOL_QUEUE_EMPTY' });
  });

  it('gives items to those that wait in the order of asking', async () => {
    const queue = new QueueCore();
    const [a, b] = [holder(), holder()];
    const first = queue.get(callOf(a)) as Promise<Delivery>;
    const second = queue.get(callOf(b)) as Promise<Delivery>;

    void queue.put(callOf(a), item(1));
    void queue.put(callOf(a), item(2));

    assert.equal(received(await first), 1);
    assert.equal(received(await second), 2);
  });

  it('has put wait while there is no room', async () => {
    const queue = new QueueCore(1);
    queue.putNowait(callOf(holder()), item(1));
    assert.throws(() => queue.putNowait(callOf(holder()), item(2)), {
      code: 'ERR_POOL_QUEUE_FULL',
    });
    const waiting = queue.put(callOf(holder()), item(2)) as Promise<void>;
    assert.equal(await isPending(waiting), true);

    assert.equal(received(queue.getNowait(callOf(holder()))), 1);

    await waiting;
    assert.equal(received(queue.getNowait(callOf(holder()))), 2);
  });

  it('passes over one that died while it waited', async () => {
    const queue = new QueueCore();
    const [a, b] = [holder(), holder()];
    const dead = queue.get(callOf(a)) as Promise<Delivery>;
    const alive = queue.get(callOf(b)) as Promise<Delivery>;

    die(queue, a);
    queue.putNowait(callOf(b), item(1));

    await assert.rejects(dead, /is gone/);
    assert.equal(received(await alive), 1);
  });

  it('does not put what a worker waited to put that died', async () => {
    const queue = new QueueCore(1);
    const a = holder();
    queue.putNowait(callOf(holder()), item(1));
    const dead = queue.put(callOf(a), item(2)) as Promise<void>;

    die(queue, a);
    received(queue.getNowait(callOf(holder())));

    await assert.rejects(dead, /is gone/);
    assert.equal(queue.size(), 0);
  });

  it('gets back what was on its way to one that died, before all others', async () => {
    const queue = filled(1, 2, 3);
    const a = holder();
    const deliveries = [queue.getNowait(callOf(a)), queue.getNowait(callOf(a))];

    for (const delivery of deliveries.reverse()) delivery.takeBack();
    die(queue, a);

    const rest = [1, 2, 3].map(() => received(queue.getNowait(callOf(holder()))));
    assert.deepEqual(rest, [1, 2, 3]);
    assert.equal(queue.lost(), 0);
  });

  it('gives what came back to one that waits', async () => {
    const queue = filled(1);
    const delivery = queue.getNowait(callOf(holder()));
    const waiting = queue.get(callOf(holder())) as Promise<Delivery>;

    delivery.takeBack();

    assert.equal(valueOf(await waiting), 1);
  });

  it('has those that wait refused when it is closed, but gives what is left', async () => {
    const queue = new QueueCore(1);
    queue.putNowait(callOf(holder()), item(1));
    const putting = queue.put(callOf(holder()), item(2)) as Promise<void>;

    queue.close();

    await assert.rejects(putting, CLOSED);
    assert.throws(() => queue.put(callOf(holder()), item(3)), CLOSED);
    assert.equal(received(queue.getNowait(callOf(holder()))), 1);
    assert.throws(() => queue.getNowait(callOf(holder())), CLOSED);
    await assert.rejects(async () => await queue.get(callOf(holder())), CLOSED);
  });

  it('is not over while an item is on its way: it may come back', async () => {
    const queue = filled(1);
    const delivery = queue.getNowait(callOf(holder()));
    queue.close();
    const waiting = queue.get(callOf(holder())) as Promise<Delivery>;
    const another = queue.get(callOf(holder())) as Promise<Delivery>;
    assert.equal(await isPending(waiting), true);

    delivery.takeBack();

    assert.equal(received(await waiting), 1);
    await assert.rejects(another, CLOSED);
  });

  it('is joined when all that was put is done', async () => {
    const queue = filled(1, 2);
    const a = holder();
    const joining = queue.join(callOf(holder())) as Promise<void>;
    received(queue.getNowait(callOf(a)));
    received(queue.getNowait(callOf(a)));

    queue.taskDone(callOf(a));
    assert.equal(await isPending(joining), true);
    queue.taskDone(callOf(a));

    await joining;
    assert.throws(() => queue.taskDone(callOf(a)), { code: 'ERR_POOL_STATE' });
  });

  it('counts what a worker had got and not done when it died as lost, and done', async () => {
    const queue = filled(1, 2);
    const a = holder();
    received(queue.getNowait(callOf(a)));
    received(queue.getNowait(callOf(a)));
    queue.taskDone(callOf(a));
    const joining = queue.join(callOf(holder())) as Promise<void>;

    die(queue, a);

    await joining;
    assert.equal(queue.lost(), 1);
  });
});
