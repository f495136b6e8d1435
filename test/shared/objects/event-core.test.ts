import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventCore } from '#dist/shared/objects/event-core.js';
import { callOf, die, holder, isPending } from './holders.ts';

describe('an event where it lives', () => {
  it('lets all go that wait, and nobody wait while it is set', async () => {
    const event = new EventCore();
    const waiting = [event.wait(callOf(holder())), event.wait(callOf(holder()))];

    event.set();
    await Promise.all(waiting);

    assert.equal(event.wait(callOf(holder())), undefined);
    assert.equal(event.isSet(), true);
  });

  it('can be waited for again when it was cleared', async () => {
    const event = new EventCore();
    event.set();
    event.clear();

    assert.equal(event.isSet(), false);
    await assert.rejects(async () => await event.wait(callOf(holder(), 0)), {
      code: 'ERR_POOL_TIMEOUT',
    });
  });

  it('forgets who waited and died, and nobody else', async () => {
    const event = new EventCore();
    const a = holder();
    const dead = event.wait(callOf(a)) as Promise<void>;
    const alive = event.wait(callOf(holder())) as Promise<void>;

    die(event, a);

    await assert.rejects(dead, /is gone/);
    assert.equal(await isPending(alive), true);
    event.set();
    await alive;
  });
});
