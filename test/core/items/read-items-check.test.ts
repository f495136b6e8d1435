import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OptionError } from '#dist/core/base/errors.js';
import { checkIterable } from '#dist/core/items/read-items.js';

describe('checkIterable', () => {
  it('takes iterables, async iterables and strings', () => {
    for (const value of ['', 'ab', [], new Set(), new Uint8Array(), (async function* () {})()])
      checkIterable('items', value);
  });

  it('refuses numbers, objects and arrays in all but name', () => {
    for (const value of [undefined, null, 5, true, {}, { length: 1, 0: 1 }]) {
      assert.throws(
        () => checkIterable('items', value),
        (error) => error instanceof OptionError && /items.*iterable/.test(error.message),
      );
    }
  });
});
