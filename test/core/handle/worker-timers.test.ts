import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { WorkerTimers } from '#dist/core/handle/worker-timers.js';

function open(t: TestContext): { timers: WorkerTimers; fired: string[] } {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  return { timers: new WorkerTimers(), fired: [] };
}

describe('WorkerTimers', () => {
  it('keeps one timer for each worker', (t) => {
    const { timers, fired } = open(t);

    timers.start(1, 10, () => fired.push('one'));
    timers.start(2, 20, () => fired.push('two'));
    t.mock.timers.tick(10);
    assert.deepEqual(fired, ['one']);

    t.mock.timers.tick(10);
    assert.deepEqual(fired, ['one', 'two']);
  });

  it('begins anew when it is started again', (t) => {
    const { timers, fired } = open(t);
    timers.start(1, 10, () => fired.push('first'));
    t.mock.timers.tick(9);

    timers.start(1, 10, () => fired.push('second'));
    t.mock.timers.tick(9);
    assert.deepEqual(fired, []);

    t.mock.timers.tick(1);
    assert.deepEqual(fired, ['second']);
  });

  it('forgets a worker whose timer is stopped, and no other', (t) => {
    const { timers, fired } = open(t);
    timers.start(1, 10, () => fired.push('one'));
    timers.start(2, 10, () => fired.push('two'));

    timers.stop(1);
    timers.stop(3);
    t.mock.timers.tick(10);

    assert.deepEqual(fired, ['two']);
  });

  it('takes a time without end for a very long one', (t) => {
    const { timers, fired } = open(t);

    timers.start(1, Number.POSITIVE_INFINITY, () => fired.push('now'));
    t.mock.timers.tick(1_000_000);

    assert.deepEqual(fired, []);
  });
});
