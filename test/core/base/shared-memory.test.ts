import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  findShared,
  forgetMemory,
  forgetShared,
  mustBePacked,
  ownKeysOfShared,
  rememberMemory,
  rememberShared,
} from '#dist/core/base/shared-memory.js';

describe('shared arrays', () => {
  it('are packed for threads, and for processes if they say how they travel', () => {
    const read = new Uint8Array(1);
    const written = new Uint8Array(1);
    rememberShared(read, { forThreads: () => read });
    rememberShared(written, { forThreads: () => written, forProcesses: () => ({}) });

    assert.deepEqual(
      [read, written, new Uint8Array(1)].map((view) => [
        mustBePacked(view, 'thread'),
        mustBePacked(view, 'process'),
      ]),
      [
        [true, false],
        [true, true],
        [false, false],
      ],
    );
    forgetShared(read);
    assert.equal(findShared(read), undefined);
  });

  it('make all views of their memory shared, until they are forgotten', () => {
    const buffer = new SharedArrayBuffer(8);
    rememberMemory(buffer, (view) => rememberShared(view, { forThreads: () => view }));

    const part = new Uint8Array(buffer, 2, 3);
    assert.equal(findShared(part)?.forThreads(), part);

    forgetMemory(buffer);
    assert.equal(findShared(new DataView(buffer)), undefined);
    assert.equal(findShared(new Uint8Array(8)), undefined);
  });

  it('keep what they have of their own, but not how they are shared', () => {
    const mine = Symbol('mine');
    const array = Object.assign(new Uint8Array(1), { [mine]: 1, [Symbol.dispose]: () => {} });
    assert.equal(ownKeysOfShared(array), undefined);

    rememberShared(array, { forThreads: () => array });
    forgetShared(array);

    assert.deepEqual(ownKeysOfShared(array), [mine]);
  });
});
