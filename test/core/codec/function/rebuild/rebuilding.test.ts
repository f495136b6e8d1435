import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineProperties } from '#dist/core/codec/function/rebuild/rebuilding.js';
import { FakeRebuilding } from './nodes.ts';

describe('Defined properties', () => {
  it('are what their flags say', () => {
    const object = {};

    defineProperties(new FakeRebuilding(), object, [
      { key: ['open'], value: [1], flags: 7 },
      { key: ['fixed'], value: [2], flags: 0 },
    ]);

    assert.deepEqual(Object.getOwnPropertyDescriptors(object), {
      open: { value: 1, writable: true, enumerable: true, configurable: true },
      fixed: { value: 2, writable: false, enumerable: false, configurable: false },
    });
  });

  it('may be accessors, under symbols', () => {
    const key = Symbol.for('key');
    const [get, set] = [() => 1, () => undefined];
    const object = {};

    defineProperties(new FakeRebuilding(key, get, set), object, [
      { key: 0, get: 1, set: 2, flags: 4 },
    ]);

    const found = Object.getOwnPropertyDescriptor(object, key);
    assert.deepEqual(found, { get, set, enumerable: false, configurable: true });
  });

  it('do not replace those that are final, and say nothing', () => {
    const object = Object.freeze({ a: 1 });

    defineProperties(new FakeRebuilding(), object, [{ key: ['a'], value: [2], flags: 7 }]);

    assert.deepEqual(object, { a: 1 });
  });
});
