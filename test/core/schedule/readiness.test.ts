import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Readiness } from '#dist/core/schedule/readiness.js';

describe('Readiness', () => {
  it('is there at once for who asks late', async () => {
    await new Readiness().wait(true);
  });

  it('comes to all who wait', async () => {
    const readiness = new Readiness();
    const waiting = [readiness.wait(false), readiness.wait(false)];

    const wasAwaited = readiness.isAwaited;
    readiness.settle();
    await Promise.all(waiting);

    assert.deepEqual([wasAwaited, readiness.isAwaited], [true, false]);
  });

  it('fails all who wait, and who comes later, for the first reason', async () => {
    const readiness = new Readiness();
    const [first, second] = [new Error('first'), new Error('second')];
    const waiting = readiness.wait(false);

    readiness.fail(first);
    readiness.fail(second);

    await assert.rejects(waiting, (error) => error === first);
    await assert.rejects(readiness.wait(true), (error) => error === first);
    assert.equal(readiness.failure?.error, first);
  });
});
