import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findInstances } from '#dist/core/codec/classes/find-instances.js';
import { REVIVE, SERIALIZE } from '#dist/core/codec/classes/self-serializing.js';

class Point {
  next: unknown;
}
class Special extends Point {}
class Money {
  inside = new Point();
  [SERIALIZE](): unknown {
    return 1;
  }
  static [REVIVE](): Money {
    return new Money();
  }
}

const indices = new Map<object, number>([
  [Point.prototype, 0],
  [Money.prototype, 1],
]);

describe('The instances in a value', () => {
  it('are found at any depth, each once', () => {
    const [inner, outer] = [new Point(), new Point()];
    outer.next = new Map([[[inner], outer]]);

    const { instances, serialized } = findInstances({ a: [outer, inner] }, indices);

    assert.deepEqual(instances.map(([index, object]) => [index, object === outer]), [[0, true], [0, false]]); // biome-ignore format: one row
    assert.deepEqual(serialized, []);
  });

  it('are those of exactly the registered classes', () => {
    assert.deepEqual(findInstances([new Special(), {}], indices).instances, []);
  });

  it('are found in the properties that structured clone drops', () => {
    const point = new Point();
    const error = Object.assign(new Error('x'), { point });

    assert.deepEqual(findInstances({ error }, indices).instances, [[0, point]]);
  });

  it('are not looked for inside of those that serialise themselves', () => {
    const money = new Money();

    assert.deepEqual(findInstances({ money }, indices), { instances: [], serialized: [money] });
  });
});
