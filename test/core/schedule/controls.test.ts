import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { errorOf, Stage, terminateAll } from './scheduler-stage.js';

afterEach(terminateAll);

describe('Controls', () => {
  it('cancel what waits before any worker is there', () => {
    const stage = new Stage();
    const call = stage.apply('a');

    assert.equal(stage.scheduler.controls.cancelPending(new Error('enough')), 1);

    assert.match(errorOf(call).message, /enough/);
  });
});
