import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Counter } from '#dist/trace/counter.js';

describe('Counter', () => {
  it('tells of each value that is another, if they come slowly', () => {
    const counter = new Counter('queued');

    const told = [
      [3, 0],
      [3, 2000],
      [2, 4000],
    ].map(([value = 0, ts = 0]) => counter.note(value, ts));

    assert.deepEqual(told, [[{ value: 3, ts: 0 }], [], [{ value: 2, ts: 4000 }]]);
  });

  it('tells of the first and the latest of a millisecond, each when it was', () => {
    const counter = new Counter('queued');
    counter.note(9, 0);
    for (const value of [8, 7, 6]) assert.deepEqual(counter.note(value, 900 - value), []);

    assert.deepEqual(counter.note(1, 1500), [
      { value: 6, ts: 894 },
      { value: 1, ts: 1500 },
    ]);
  });

  it('gives away what it has held back, once', () => {
    const counter = new Counter('queued');
    counter.note(9, 0);
    counter.note(8, 1);

    assert.deepEqual(counter.take(), [{ value: 8, ts: 1 }]);
    assert.deepEqual(counter.take(), []);
  });
});
