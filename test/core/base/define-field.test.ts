import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defineField } from '#dist/core/base/define-field.js';

describe('defineField', () => {
  it('makes a property as assignment does', () => {
    const object: Record<string, unknown> = {};

    defineField(object, 'a', 1);

    object.a = 2;
    assert.deepEqual(object, { a: 2 });
  });

  it('makes a property called __proto__ and does not set the prototype', () => {
    const object = {};

    defineField(object, '__proto__', null);

    assert.equal(Object.getPrototypeOf(object), Object.prototype);
    assert.deepEqual(Object.entries(object), [['__proto__', null]]);
  });
});
