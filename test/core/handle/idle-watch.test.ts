import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { IdleWatch } from '#dist/core/handle/idle-watch.js';

describe('IdleWatch', () => {
  it('tells of a worker that has been idle for so long, and of no other', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const told: number[] = [];
    const watch = new IdleWatch<{ id: number; state: string }>(10, ({ id }) => told.push(id));
    const [idle, busy, started, gone] = [1, 2, 3, 4].map((id) => ({ id, state: 'idle' }));
    assert.ok(idle && busy && started && gone);
    busy.state = 'busy';

    for (const worker of [idle, busy, started, gone]) watch.watch(worker);
    started.state = 'busy'; // since then
    watch.stop(4);
    t.mock.timers.tick(9);
    assert.deepEqual(told, []);
    t.mock.timers.tick(1);

    assert.deepEqual(told, [1]);
  });
});
