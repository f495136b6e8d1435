import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ItemCounts } from '#dist/core/job/item-counts.js';
import { Waiters } from '#dist/core/schedule/waiters.js';
import { turn } from './stage.ts';

describe('Waiters', () => {
  it('are told when all workers are ready', async () => {
    const crew = { isReady: false, handles: [] };
    const waiters = new Waiters(crew, new ItemCounts());
    const told: string[] = [];
    void waiters.ready().then(() => told.push('ready'));

    waiters.look();
    await turn();
    assert.deepEqual(told, []);
    crew.isReady = true;
    waiters.look();
    await turn();
    assert.deepEqual(told, ['ready']);
  });

  it('are told at the end why nothing will be ready, and that nothing waits', async () => {
    const counts = new ItemCounts();
    counts.pending = 3;
    const waiters = new Waiters({ isReady: false, handles: [] }, counts);
    const ready = assert.rejects(waiters.ready(), /the end/);
    const drained = waiters.drained(1);

    waiters.end(new Error('the end'));

    await ready;
    await drained;
  });
});
