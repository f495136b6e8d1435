import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reachableFrom } from '#dist/core/base/reachable.js';

describe('What can be reached', () => {
  it('are all objects at any depth, in any kind of container', () => {
    const buffer = new ArrayBuffer(4);
    const values = [{ list: [new Map([['key', new Set([buffer])]])] }];

    const found = reachableFrom(values);

    assert.ok(found.has(buffer));
    assert.ok(found.has(values[0] as object));
  });

  it('is the memory under an array, and not the array', () => {
    const array = new Float64Array(2);

    const found = reachableFrom([{ array }]);

    assert.ok(found.has(array.buffer));
    assert.ok(!found.has(array));
  });

  it('is the cause of an error, which is sent with it', () => {
    const buffer = new ArrayBuffer(4);

    const found = reachableFrom([new Error('x', { cause: { buffer } })]);

    assert.ok(found.has(buffer));
  });

  it('is nothing of what structured clone leaves out', () => {
    const buffer = new ArrayBuffer(4);
    const hidden = Object.defineProperty({}, 'buffer', { value: buffer });
    const map = Object.assign(new Map(), { buffer });

    const found = reachableFrom([hidden, map]);

    assert.ok(!found.has(buffer));
  });

  it('ends for values that hold themselves', () => {
    const loop: unknown[] = [];
    loop.push(loop);

    const found = reachableFrom([loop]);

    assert.deepEqual([...found], [loop]);
  });
});
