import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConditionCore } from '#dist/shared/objects/condition-core.js';
import { SemaphoreCore } from '#dist/shared/objects/semaphore-core.js';
import { callOf, die, holder, isPending } from './holders.ts';

function make(): ConditionCore {
  return new ConditionCore(new SemaphoreCore(1, 'the lock'));
}

describe('a condition where it lives', () => {
  it('gives the lock away while somebody waits, and gets it back first', async () => {
    const condition = make();
    const [a, b] = [holder(), holder()];
    const mine = await condition.acquire(callOf(a));
    const waiting = condition.wait(callOf(a));
    const { id } = await condition.acquire(callOf(b));

    condition.notify(callOf(b));
    assert.equal(await isPending(waiting), true);
    condition.release(callOf(b), id);
    await waiting;

    condition.release(callOf(a), mine.id);
    assert.equal(condition.isLocked(), false);
  });

  it('is of no use without the lock', async () => {
    const condition = make();

    await assert.rejects(condition.wait(callOf(holder())), { code: 'ERR_POOL_STATE' });
    assert.throws(() => condition.notify(callOf(holder())), { code: 'ERR_POOL_STATE' });
    assert.throws(() => condition.notifyAll(callOf(holder())), { code: 'ERR_POOL_STATE' });
  });

  it('has the lock again also when the time is up', async () => {
    const condition = make();
    const a = holder();
    const { id } = await condition.acquire(callOf(a));

    await assert.rejects(condition.wait(callOf(a, 1)), { code: 'ERR_POOL_TIMEOUT' });

    assert.equal(condition.isLocked(), true);
    condition.release(callOf(a), id);
    assert.equal(condition.isLocked(), false);
  });

  it('wakes as many as were notified', async () => {
    const condition = make();
    const waiting: Promise<void>[] = [];
    for (let i = 0; i < 3; i += 1) {
      const one = holder();
      const { id } = await condition.acquire(callOf(one));
      waiting.push(condition.wait(callOf(one)).then(() => condition.release(callOf(one), id)));
    }
    const b = holder();
    const { id } = await condition.acquire(callOf(b));

    condition.notify(callOf(b), 2);
    condition.release(callOf(b), id);
    await Promise.all(waiting.slice(0, 2));

    assert.equal(await isPending(waiting[2] as Promise<void>), true);
    const again = await condition.acquire(callOf(b));
    condition.notifyAll(callOf(b));
    condition.release(callOf(b), again.id);
    await waiting[2];
  });

  it('does not give the lock to one that dies while it waits', async () => {
    const condition = make();
    const [a, b] = [holder(), holder()];
    await condition.acquire(callOf(a));
    const dead = condition.wait(callOf(a));

    die(condition, a);

    await assert.rejects(dead);
    assert.equal(condition.isLocked(), false);
    assert.deepEqual(await condition.acquire(callOf(b)), { id: 2, abandoned: false });
  });

  it('notifies another if the one that was notified dies before it has the lock', async () => {
    const condition = make();
    const [a, b, c] = [holder(), holder(), holder()];
    await condition.acquire(callOf(a));
    const first = condition.wait(callOf(a));
    await condition.acquire(callOf(b));
    const second = condition.wait(callOf(b));
    const { id } = await condition.acquire(callOf(c));
    condition.notify(callOf(c));
    await isPending(first); // it is told now, and waits for the lock

    die(condition, a);
    condition.release(callOf(c), id);

    await second;
    await first.catch(() => {}); // nobody hears it
    assert.equal(condition.isLocked(), true);
  });

  it('forgets a wait for the lock of one that has released it', async () => {
    const condition = make();
    const [a, b] = [holder(), holder()];
    const mine = await condition.acquire(callOf(a));
    const waiting = condition.wait(callOf(a, 1));
    const { id } = await condition.acquire(callOf(b));
    assert.equal(await isPending(waiting), true);

    condition.release(callOf(a), mine.id);

    await assert.rejects(waiting, { code: 'ERR_POOL_TIMEOUT' });
    condition.release(callOf(b), id);
    assert.equal(condition.isLocked(), false);
  });
});
