import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Planned } from '#dist/core/handle/planned.js';

/** `during`: what happens while it is being done. */
function counted(during: (planned: Planned) => void = () => {}): {
  planned: Planned;
  timesDone: () => number;
} {
  let times = 0;
  const planned = new Planned(() => {
    times += 1;
    during(planned);
  });
  return { planned, timesDone: () => times };
}

describe('Planned', () => {
  it('is done once, when the turn is over', async () => {
    const { planned, timesDone } = counted();

    planned.plan();
    planned.plan();
    assert.equal(timesDone(), 0);
    await nextTurn();
    await nextTurn();

    assert.equal(timesDone(), 1);
  });

  it('is done at once for whoever asks, and not again', async () => {
    const { planned, timesDone } = counted();

    planned.plan();
    planned.now();
    assert.equal(timesDone(), 1);
    await nextTurn();

    assert.equal(timesDone(), 1);
  });

  it('is not done if it is not planned, nor while it is being done', () => {
    const { planned, timesDone } = counted((own) => own.now());

    planned.now();
    assert.equal(timesDone(), 0);
    planned.plan();
    planned.now();

    assert.equal(timesDone(), 1);
  });
});
