import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { identifyClass } from '#dist/core/codec/function/capture/class-id.js';

describe('The id of a class', () => {
  it('stays the same', () => {
    class Point {}

    assert.equal(identifyClass(Point), identifyClass(Point));
  });

  it('differs from that of a class with the same text', () => {
    const make = (): object => class Point {};

    assert.notEqual(identifyClass(make()), identifyClass(make()));
  });
});
