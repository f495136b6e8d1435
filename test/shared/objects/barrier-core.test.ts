import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BarrierCore } from '#dist/shared/objects/barrier-core.js';
import { callOf, die, holder, isPending } from './holders.ts';

const BROKEN = { code: 'ERR_POOL_BROKEN_BARRIER' };

describe('a barrier where it lives', () => {
  it('lets all go when the last has come, each with its index, over and over', async () => {
    const barrier = new BarrierCore(3);
    for (let round = 0; round < 2; round += 1) {
      const waiting = [0, 1, 2].map(async () => await barrier.wait(callOf(holder())));

      assert.deepEqual(await Promise.all(waiting), [0, 1, 2]);
    }
  });

  it('holds back all but the last', async () => {
    const barrier = new BarrierCore(2);
    const first = barrier.wait(callOf(holder())) as Promise<number>;

    assert.equal(await isPending(first), true);
    await barrier.wait(callOf(holder()));
    assert.equal(await first, 0);
  });

  it('breaks for the others when one runs out of time, until it is reset', async () => {
    const barrier = new BarrierCore(3);
    const other = barrier.wait(callOf(holder())) as Promise<number>;
    const late = barrier.wait(callOf(holder(), 1)) as Promise<number>;

    await assert.rejects(late, { code: 'ERR_POOL_TIMEOUT' });
    await assert.rejects(other, BROKEN);
    assert.throws(() => barrier.wait(callOf(holder())), BROKEN);
    assert.equal(barrier.isBroken(), true);
    barrier.reset();
    assert.equal(barrier.isBroken(), false);
  });

  it('breaks when one that waits dies', async () => {
    const barrier = new BarrierCore(3);
    const a = holder();
    const dead = barrier.wait(callOf(a)) as Promise<number>;
    const other = barrier.wait(callOf(holder())) as Promise<number>;

    die(barrier, a);

    await assert.rejects(dead);
    await assert.rejects(other, BROKEN);
  });

  it('breaks when a worker that has it dies before it has come, while others wait', async () => {
    const barrier = new BarrierCore(2);
    const a = holder();
    barrier.given(a);
    const other = barrier.wait(callOf(holder())) as Promise<number>;

    die(barrier, a);

    await assert.rejects(other, BROKEN);
  });

  it('does not break when somebody dies who has it no more, or when nobody waits', async () => {
    const barrier = new BarrierCore(2);
    const [a, b] = [holder(), holder()];
    barrier.given(a);
    barrier.given(b);
    die(barrier, b);
    barrier.released(a);
    const other = barrier.wait(callOf(holder())) as Promise<number>;

    die(barrier, a);

    assert.equal(await isPending(other), true);
    assert.equal(barrier.wait(callOf(holder())), 1);
    await other;
  });

  it('rejects those that wait when it is reset, and is whole', async () => {
    const barrier = new BarrierCore(2);
    const waiting = barrier.wait(callOf(holder())) as Promise<number>;

    barrier.reset();

    await assert.rejects(waiting, BROKEN);
    assert.equal(barrier.isBroken(), false);
  });
});
