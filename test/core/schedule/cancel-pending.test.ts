import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { inShort, Stage, terminateAll } from './scheduler-stage.js';
import { finish, start, turn } from './stage.js';

afterEach(terminateAll);

describe('Controls: cancelPending', () => {
  it('drops what is in the queue and in hand, and counts it', async () => {
    const stage = new Stage();
    const running = stage.apply('a');
    const waiting = stage.apply('b');
    const cut = stage.map(['c', 'd', 'e']);
    await stage.ready(1);
    const chunk = start(stage.worker(1));

    assert.equal(stage.scheduler.controls.cancelPending('enough'), 4);
    finish(stage.worker(1), chunk);
    await turn();

    assert.deepEqual(running.outcomes.length, 1);
    assert.equal(running.outcomes[0]?.ok, true);
    assert.deepEqual(inShort([...waiting.outcomes, ...cut.outcomes]), ['enough', 'enough']);
    const { done, cancelled, queued } = stage.scheduler.stats().tasks;
    assert.deepEqual([done, cancelled, queued], [1, 4, 0]);
  });

  it('keeps what is submitted by whoever is told', async () => {
    const stage = new Stage();
    stage.apply('a');
    await stage.ready(1);
    const chunk = start(stage.worker(1));
    const job = stage.apply('b').job;
    const later: unknown[] = [];
    job.onceOver(() => later.push(stage.apply('c').outcomes));

    stage.scheduler.controls.cancelPending('enough');
    await turn();
    finish(stage.worker(1), chunk);
    await turn();
    finish(stage.worker(1), start(stage.worker(1)));

    assert.equal(stage.scheduler.stats().tasks.done, 2);
    assert.equal((later[0] as unknown[]).length, 1);
  });
});
