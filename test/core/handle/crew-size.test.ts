import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CrewSize } from '#dist/core/handle/crew-size.js';

describe('CrewSize: fixed', () => {
  it('begins with all, loses those with nothing to do, and has all again when there is work', () => {
    const size = new CrewSize({ min: undefined, max: 3 });

    assert.equal(size.target, 3);
    assert.deepEqual(
      [size.shrink(), size.shrink(), size.shrink(), size.shrink()],
      [true, true, true, false],
    );
    size.grow();
    assert.equal(size.target, 0);
    size.wake();
    assert.equal(size.target, 3);
  });

  it('has as many as it is told', () => {
    const size = new CrewSize({ min: undefined, max: 3 });

    size.resize(5);
    assert.equal(size.target, 5);
    size.shrink();
    size.wake();
    assert.deepEqual([size.target, size.max], [5, 5]);
  });
});

describe('CrewSize: elastic', () => {
  it('begins with few, doubles up to its maximum, and shrinks down to its minimum', () => {
    const size = new CrewSize({ min: 1, max: 5 });
    const targets = [size.target];

    for (let i = 0; i < 4; i += 1) {
      size.grow();
      targets.push(size.target);
    }
    assert.deepEqual(targets, [1, 2, 4, 5, 5]);
    while (size.shrink());
    assert.equal(size.target, 1);
  });

  it('may have none, and one as soon as there is work', () => {
    const size = new CrewSize({ min: 0, max: 5 });

    assert.equal(size.target, 0);
    size.wake();
    assert.equal(size.target, 1);
    size.wake();
    assert.equal(size.target, 1);
  });

  it('keeps the number that it is told', () => {
    const size = new CrewSize({ min: 0, max: 5 });

    size.resize(3);
    size.grow();

    assert.deepEqual([size.target, size.max, size.shrink()], [3, 3, false]);
  });
});
