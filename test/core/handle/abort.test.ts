import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Abort } from '#dist/core/handle/abort.js';

describe('Abort', () => {
  it('says when the worker has taken too long', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let late = 0;
    const abort = new Abort(100, () => {
      late += 1;
    });

    t.mock.timers.tick(99);
    const before = late;
    t.mock.timers.tick(1);

    assert.deepEqual([abort.graceMs, before, late], [100, 0, 1]);
  });

  it('says nothing once the chunk has come to its end', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let late = 0;
    const abort = new Abort(100, () => {
      late += 1;
    });

    abort.clear();
    t.mock.timers.tick(1000);

    assert.equal(late, 0);
  });
});
