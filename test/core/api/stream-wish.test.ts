import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { adaptiveWish } from '#dist/core/api/stream-wish.js';
import { FakeBackend } from './fake-backend.ts';

const backend = new FakeBackend();

describe('adaptiveWish', () => {
  it('leaves to the pool what nobody has wished for', () => {
    assert.deepEqual(adaptiveWish(backend, { bufferSize: 9 }, false), {
      size: 'adaptive',
      mostAhead: 9,
    });
  });

  it('is none where a size is given, or where more than one item would be felt', () => {
    for (const options of [{ chunkSize: 2 }, { timeout: 5 }, { transfer: [] }])
      assert.equal(adaptiveWish(backend, options, false), undefined);
    assert.equal(adaptiveWish(backend, {}, true), undefined);
  });
});
