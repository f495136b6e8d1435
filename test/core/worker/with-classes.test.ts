import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOVED } from '#dist/core/base/moved.js';
import { ClassRegistry } from '#dist/core/codec/classes/class-registry.js';
import { keeperOf } from '#dist/core/worker/with-classes.js';

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

const registry = new ClassRegistry([Point]);
const { keep } = keeperOf([Point]);

describe('a task that keeps classes', () => {
  it('gets instances, and returns what says which class its result has', async () => {
    const seen: unknown[] = [];
    const next = keep((point) => {
      seen.push(point);
      return new Point((point as Point).x + 1);
    });

    const result = next(registry.encode(new Point(1)));
    const later = await keep(async (point) => await Promise.resolve(point))(
      registry.encode(new Point(5)),
    );

    assert.ok(seen[0] instanceof Point);
    assert.deepEqual(registry.decode(structuredClone(result)), new Point(2));
    assert.deepEqual(registry.decode(structuredClone(later)), new Point(5));
  });

  it('leaves a result in its marker', () => {
    const marked = keep(() => ({ value: new Point(1), [MOVED]: [] }))() as {
      readonly value: unknown;
      readonly [MOVED]: unknown;
    };

    assert.deepEqual(marked[MOVED], []);
    assert.deepEqual(registry.decode(marked.value), new Point(1));
  });
});
