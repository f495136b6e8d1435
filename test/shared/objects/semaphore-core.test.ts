import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SemaphoreCore } from '#dist/shared/objects/semaphore-core.js';
import { callOf, die, holder, isPending } from './holders.ts';

describe('a lock where it lives', () => {
  it('is given to those that wait in the order of asking', async () => {
    const lock = new SemaphoreCore(1, 'the lock');
    const [a, b, c] = [holder(), holder(), holder()];
    const first = await lock.acquire(callOf(a));
    const second = lock.acquire(callOf(b)) as Promise<{ id: number }>;
    const third = lock.acquire(callOf(c)) as Promise<{ id: number }>;

    lock.release(callOf(a), first.id);
    const { id } = await second;

    assert.equal(await isPending(third), true);
    lock.release(callOf(b), id);
    assert.equal((await third).id, 3);
    assert.equal(lock.isLocked(), true);
  });

  it('is released once, and by whoever has it', async () => {
    const lock = new SemaphoreCore(1, 'the lock');
    const [a, b] = [holder(), holder()];
    const { id } = await lock.acquire(callOf(a));

    assert.throws(() => lock.release(callOf(b), id), { code: 'ERR_POOL_STATE' });
    lock.release(callOf(a), id);
    assert.throws(() => lock.release(callOf(a), id), { code: 'ERR_POOL_STATE' });
    assert.equal(lock.isLocked(), false);
  });

  it('is not waited for with a limit of 0', async () => {
    const lock = new SemaphoreCore(1, 'the lock');
    const a = holder();
    await lock.acquire(callOf(a, 0));

    await assert.rejects(async () => await lock.acquire(callOf(a, 0)), {
      code: 'ERR_POOL_TIMEOUT',
      message: 'the lock could not be had within 0 ms',
    });
  });

  it('passes over those whose time is up or who have given up', async () => {
    const lock = new SemaphoreCore(1, 'the lock');
    const a = holder();
    const { id } = await lock.acquire(callOf(a));
    const late = lock.acquire(callOf(a, 1)) as Promise<unknown>;
    const call = callOf(a);
    const givenUp = lock.acquire(call) as Promise<unknown>;
    const third = lock.acquire(callOf(a)) as Promise<unknown>;

    call.giveUp(new RangeError('enough'));

    await assert.rejects(givenUp, RangeError);
    await assert.rejects(late, { code: 'ERR_POOL_TIMEOUT' });
    lock.release(callOf(a), id);
    assert.deepEqual(await third, { id: 4, abandoned: false });
  });

  it('is free again when its holder dies, and the next one is told, and no other', async () => {
    const lock = new SemaphoreCore(1, 'the lock');
    const [a, b] = [holder(), holder()];
    await lock.acquire(callOf(a));
    const next = lock.acquire(callOf(b)) as Promise<{ id: number; abandoned: boolean }>;

    die(lock, a);

    const { id, abandoned } = await next;
    assert.equal(abandoned, true);
    lock.release(callOf(b), id);
    assert.deepEqual(await lock.acquire(callOf(b)), { id: 3, abandoned: false });
  });

  it('tells a later one, if nobody waits when the holder dies', async () => {
    const lock = new SemaphoreCore(2, 'the semaphore');
    const [a, b] = [holder(), holder()];
    await lock.acquire(callOf(a));

    die(lock, a);

    assert.deepEqual(await lock.acquire(callOf(b)), { id: 2, abandoned: true });
    assert.deepEqual(await lock.acquire(callOf(b)), { id: 3, abandoned: false });
  });

  it('is not given to somebody who waited and died', async () => {
    const lock = new SemaphoreCore(1, 'the lock');
    const [a, b, c] = [holder(), holder(), holder()];
    const { id } = await lock.acquire(callOf(a));
    const dead = lock.acquire(callOf(b)) as Promise<unknown>;
    const next = lock.acquire(callOf(c)) as Promise<unknown>;

    die(lock, b);
    lock.release(callOf(a), id);

    await assert.rejects(dead, /is gone/);
    assert.deepEqual(await next, { id: 3, abandoned: false });
  });

  it('is never given to somebody who is gone', () => {
    const lock = new SemaphoreCore(1, 'the lock');
    const a = holder();
    die(lock, a);

    assert.throws(() => lock.acquire(callOf(a)), /is gone/);
    assert.equal(lock.isLocked(), false);
  });
});
