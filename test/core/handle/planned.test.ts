import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Planned } from '#dist/core/handle/planned.js';

describe('Planned', () => {
  it('is done once, when the turn is over', async () => {
    let done = 0;
    const planned = new Planned(() => {
      done += 1;
    });

    planned.plan();
    planned.plan();
    assert.equal(done, 0);
    await nextTurn();
    await nextTurn();

    assert.equal(done, 1);
  });

  it('is done at once for whoever asks, and not again', async () => {
    let done = 0;
    const planned = new Planned(() => {
      done += 1;
    });

    planned.plan();
    planned.now();
    assert.equal(done, 1);
    await nextTurn();

    assert.equal(done, 1);
  });

  it('is not done if it is not planned, nor while it is being done', () => {
    let done = 0;
    const planned = new Planned(() => {
      done += 1;
      planned.now();
    });

    planned.now();
    assert.equal(done, 0);
    planned.plan();
    planned.now();

    assert.equal(done, 1);
  });
});
