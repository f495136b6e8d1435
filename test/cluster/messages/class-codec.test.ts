import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  decodeChunk,
  decodeResult,
  encodeChunk,
  encodeResult,
} from '#dist/cluster/messages/bodies.js';
import { classCodecOf } from '#dist/cluster/messages/class-codec.js';
import { SPEC } from '../test-job.ts';

class Point {
  readonly x: number;

  constructor(x: number) {
    this.x = x;
  }
}

describe('classCodecOf', () => {
  it('gives nothing where there are no classes', () => {
    assert.equal(classCodecOf([]), undefined);
  });

  it('brings instances through the bytes of a chunk and back in a result', () => {
    const codec = classCodecOf([Point]);
    assert.ok(codec !== undefined);
    const chunk = { id: 0, spec: SPEC, items: [new Point(1), 2], attempt: 0 };

    const { items } = decodeChunk(encodeChunk(codec.pack(chunk)));
    const body = encodeResult({ id: 0, from: 0, values: Array.from(items), errors: [], runMs: 0 });
    const values = Array.from(codec.unpack(decodeResult(body)).values);

    assert.ok(values[0] instanceof Point);
    assert.deepEqual(values, [new Point(1), 2]);
  });
});
