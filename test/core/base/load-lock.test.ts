import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LoadLock } from '#dist/core/base/load-lock.js';

describe('LoadLock', () => {
  it('lets a thread be ended that is loading nothing', () => {
    const lock = new LoadLock();

    assert.equal(lock.mayEnd(), true);
    assert.equal(lock.mayEnd(), true);
  });

  it('does not let a thread be ended while it loads', () => {
    const program = new LoadLock();
    const thread = new LoadLock(program.memory);

    const inside = thread.during(() => program.mayEnd());

    assert.equal(inside, false);
    assert.equal(program.mayEnd(), true);
  });

  it('lets a thread be ended after it has failed to load', () => {
    const lock = new LoadLock();
    const fails = (): never => {
      throw new RangeError('not there');
    };

    assert.throws(() => lock.during(fails), RangeError);

    assert.equal(lock.mayEnd(), true);
  });

  it('does not let a thread be ended that is to be left alone until it has started', () => {
    const program = new LoadLock();
    const thread = new LoadLock(program.memory);

    program.beginStart();
    assert.equal(program.mayEnd(), false);
    thread.finishStart();
    assert.equal(program.mayEnd(), true);
  });
});
