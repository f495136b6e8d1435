import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasGetterAt } from '#dist/core/base/getter.js';

function failing(): never {
  return assert.fail('it was asked');
}

describe('a property', () => {
  it('may have getters, of its class as well', () => {
    class Named {
      get name(): string {
        return failing();
      }
    }
    assert.deepEqual(
      [hasGetterAt(new Named(), 'name'), hasGetterAt({ name: 1 }, 'name')],
      [true, false],
    );
  });

  it('has none if it hides one, or can only be set', () => {
    const hiding = Object.create({
      get a() {
        return failing();
      },
    }) as object;
    Object.defineProperty(hiding, 'a', { value: 1 });

    assert.equal(hasGetterAt(hiding, 'a'), false);
    assert.equal(hasGetterAt(Object.defineProperty([], 0, { set: failing }), 0), false);
  });
});
