import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManualClock, systemClock } from '#dist/cluster/engine/memory/clock.js';

describe('ManualClock', () => {
  it('lets things happen at their time and in their order', () => {
    const clock = new ManualClock();
    const happened: string[] = [];
    const note = (what: string) => () => happened.push(`${what} at ${clock.nowMs()}`);
    clock.after(20, note('second'));
    clock.after(10, note('first'));
    clock.after(50, note('later'));

    clock.advance(30);

    assert.deepEqual([happened, clock.nowMs()], [['first at 10', 'second at 20'], 30]);
    assert.equal(clock.alarms, 1);
  });

  it('lets happen what was only set on the way', () => {
    const clock = new ManualClock();
    const atMs: number[] = [];
    const again = (): void => {
      atMs.push(clock.nowMs());
      if (atMs.length < 5) clock.after(10, again);
    };
    clock.after(10, again);

    clock.advance(35);

    assert.deepEqual(atMs, [10, 20, 30]);
  });

  it('forgets what is called off', () => {
    const clock = new ManualClock();
    const callOff = clock.after(10, () => assert.fail('it was called off'));

    callOff();
    clock.advance(100);

    assert.equal(clock.alarms, 0);
  });
});

describe('The system clock', () => {
  it('calls once after the time, unless it is called off', async () => {
    const called: string[] = [];
    const startedAtMs = systemClock.nowMs();
    const callOff = systemClock.after(5, () => called.push('called off'));
    callOff();

    await new Promise<void>((resolve) => {
      const keepAlive = setInterval(() => {}, 1000);
      systemClock.after(20, () => {
        called.push('kept');
        clearInterval(keepAlive);
        resolve();
      });
    });

    assert.deepEqual(called, ['kept']);
    assert.ok(systemClock.nowMs() - startedAtMs >= 15);
  });
});
