import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { partsOfClone } from '#dist/core/base/cloned-graph.js';
import { recordInstance } from '#dist/core/codec/classes/instance-record.js';

class Point {
  x = 1;
}
class Tags extends Map<string, number> {
  place = 'cellar';
}
class NotFound extends Error {
  path = '/way';
}

describe('The record of an instance', () => {
  it('is its class and the instance', () => {
    const point = new Point();

    assert.deepEqual(recordInstance(2, point), [2, point]);
  });

  it('has what structured clone drops of it', () => {
    const [tags, error] = [new Tags(), new NotFound()];

    const records = [recordInstance(0, tags), recordInstance(1, error)];

    assert.deepEqual(records, [
      [0, tags, { place: 'cellar' }],
      [1, error, { path: '/way' }],
    ]);
    assert.equal(recordInstance(0, new Date(0)).length, 2);
  });

  it('may be of a copy that is sent instead', () => {
    const copy = {};

    assert.equal(recordInstance(0, new Point(), copy)[1], copy);
  });
});

describe('The parts of an instance', () => {
  it('are what structured clone copies, and what its record carries', () => {
    const cause = {};
    const error = Object.assign(new NotFound('x', { cause }), { more: 1 });

    const parts = [new Point(), new Tags([['a', 5]]), error, [1, 2]].map((object) => [
      ...partsOfClone(object),
    ]);

    assert.deepEqual(parts, [[1], ['a', 5, 'cellar'], [cause, '/way', 1], [1, 2]]);
  });
});
