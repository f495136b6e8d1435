import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FileGoneError } from '#dist/core/base/large.js';
import { findForeign } from '#dist/core/large/foreign.js';
import { createShared, openShared } from '#dist/core/large/map-shared.js';
import { failOnLeaks } from '../../leaks.ts';
import { whyNoFiles } from './large-file.ts';

const skip = whyNoFiles() || (findForeign() === undefined && 'nothing can be mapped here');

describe('memory that processes share', { skip }, () => {
  failOnLeaks();

  for (const length of [1, 4096, 1_000_001]) {
    it(`is the same wherever it is mapped: ${length} bytes`, () => {
      const made = createShared(length);
      assert.ok(made);
      const there = new Uint8Array(openShared(made.handle));
      const here = new Uint8Array(made.buffer);

      there[length - 1] = 7;
      assert.equal(here[length - 1], 7);
      assert.equal(here.length, length);
      here[0] = 9;
      assert.equal(there[0], 9);

      made.free();
    });
  }

  it('is zeros when it has been given back, and nobody sees what is written then', () => {
    const made = createShared(10_000);
    assert.ok(made);
    const there = new Uint8Array(openShared(made.handle));
    const here = new Uint8Array(made.buffer).fill(5);

    made.free();
    made.free();
    assert.ok(here.every((byte) => byte === 0));
    here[0] = 1;

    assert.equal(there[0], 5);
    assert.throws(() => openShared(made.handle), FileGoneError);
  });
});
