import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exchange } from '#dist/core/base/exchanged-graph.js';

describe('exchange', () => {
  const stand = {};
  const other = { name: 'other', stand };
  const others = new Map([[stand, other]]);

  it('puts others in the places of objects, wherever these are', () => {
    const value = {
      list: [stand, 1],
      map: new Map<unknown, unknown>([[stand, stand]]),
      set: new Set([stand]),
    };

    const root = exchange(value, others);

    assert.equal(root, value);
    assert.equal(value.list[0], other);
    assert.deepEqual([...value.map.entries()], [[other, other]]);
    assert.deepEqual([...value.set], [other]);
  });

  it('exchanges the root itself', () => {
    assert.equal(exchange(stand, others), other);
    assert.equal(exchange(5, others), 5);
  });

  it('does not look into what it puts in place', () => {
    exchange([stand], others);

    assert.equal(other.stand, stand);
  });

  it('keeps a key named __proto__ a key', () => {
    const value = JSON.parse('{"__proto__": 1}') as Record<string, unknown>;
    Object.defineProperty(value, '__proto__', {
      value: stand,
      enumerable: true,
      configurable: true,
      writable: true,
    });

    exchange(value, others);

    assert.deepEqual(Object.entries(value), [['__proto__', other]]);
  });
});
