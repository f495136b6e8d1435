import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { libraryAt } from '#dist/core/base/own-library.js';

describe('The package inside of a bundle', () => {
  it('is found by the folder of its files, and by no other', () => {
    const library = {};
    Reflect.set(globalThis, Symbol.for('file:///some/folder/'), library);

    assert.equal(libraryAt('file:///some/folder/'), library);
    assert.equal(libraryAt('file:///another/folder/'), undefined);
  });
});
