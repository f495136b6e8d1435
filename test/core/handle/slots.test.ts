import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Slots } from '#dist/core/handle/slots.js';

describe('Slots', () => {
  it('gives each worker the lowest place that is free', () => {
    const slots = new Slots();

    assert.deepEqual([slots.take(1), slots.take(2), slots.take(3)], [0, 1, 2]);
    slots.free(2);
    assert.equal(slots.take(4), 1);
    assert.equal(slots.take(5), 3);
  });

  it('says who has the last places, the last first', () => {
    const slots = new Slots();
    for (const worker of [7, 8, 9]) slots.take(worker);

    const workers = [{ id: 7 }, { id: 8 }, { id: 9 }];
    assert.deepEqual(slots.from(1, workers), [{ id: 9 }, { id: 8 }]);
    assert.deepEqual(slots.from(3, workers), []);
  });
});
