import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  findShared,
  forgetShared,
  mustBePacked,
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
});
