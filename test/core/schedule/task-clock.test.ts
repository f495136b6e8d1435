import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { TaskClock } from '#dist/core/schedule/task-clock.js';

describe('TaskClock', () => {
  let alive: NodeJS.Timeout; // its own timers keep no program alive
  before(() => {
    alive = setInterval(() => {}, 1000);
  });
  after(() => clearInterval(alive));

  it('expires in its time, though nothing else happens in the program', async () => {
    const clock = new TaskClock();
    const events: string[] = [];
    clearInterval(alive); // it would wake the event loop
    const muchLater = setTimeout(() => events.push('much later'), 5000);

    await new Promise<void>((resolve) => {
      clock.start(1, 1, () => {
        events.push('expired');
        resolve();
      });
    });
    clearTimeout(muchLater);
    alive = setInterval(() => {}, 1000);

    assert.deepEqual(events, ['expired']);
  });

  it('expires for the worker whose time is over', async () => {
    const clock = new TaskClock();

    const expired = await new Promise((resolve) => {
      clock.start(1, 60_000, () => resolve(1));
      clock.start(2, 1, () => resolve(2));
    });
    clock.stop(1);

    assert.equal(expired, 2);
  });

  it('does not expire once it is stopped or started again', async () => {
    const clock = new TaskClock();
    const expired: string[] = [];
    clock.start(1, 0, () => expired.push('stopped'));
    clock.start(2, 0, () => expired.push('started again'));

    clock.stop(1);
    await new Promise<void>((resolve) => clock.start(2, 1, resolve));

    assert.deepEqual(expired, []);
  });

  it('lets messages in that came while this thread was busy, before it expires', async () => {
    const clock = new TaskClock();
    const { port1: worker, port2: pool } = new MessageChannel();
    let hasExpired = false;
    pool.on('message', () => clock.stop(1));
    await nextTurn();

    clock.start(1, 1, () => {
      hasExpired = true;
    });
    worker.postMessage('the task is done');
    const end = performance.now() + 20;
    while (performance.now() < end);
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    pool.close();

    assert.equal(hasExpired, false);
  });
});
