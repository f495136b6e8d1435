import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startPayloads } from '#dist/core/wire/start-payloads.js';

const fn = { id: 'f', name: 'f', body: null };

describe('what a worker is started with', () => {
  it('is all functions, and what is packed', () => {
    const packed = { ...fn, id: 'a' };
    const initializer = { fn, args: [], packed };
    const finalizer = { ...fn, id: 'z' };

    const all = startPayloads({ initializer, finalizer, classes: [{ ...fn, id: 'c' }] });

    assert.deepEqual(all.map(({ id }) => id).join(''), 'facz');
  });
});
