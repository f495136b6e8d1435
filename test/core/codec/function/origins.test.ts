import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findOrigin, rememberOrigin } from '#dist/core/codec/function/origins.js';

const node = { kind: 'module-meta', what: 'require', referrer: 'file:///a.js' } as const;

describe('The origin of a value', () => {
  it('is remembered for objects and functions, by identity', () => {
    const [object, fn] = [{}, () => 1];
    rememberOrigin(object, node);
    rememberOrigin(fn, node);

    assert.deepEqual([object, fn, {}].map(findOrigin), [node, node, undefined]);
  });

  it('is not kept for values without an identity', () => {
    for (const value of [1, 'text', null, undefined]) rememberOrigin(value, node);
  });
});
