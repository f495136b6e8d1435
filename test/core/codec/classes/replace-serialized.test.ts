import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaceSerialized } from '#dist/core/codec/classes/replace-serialized.js';
import { REVIVE, SERIALIZE } from '#dist/core/codec/classes/self-serializing.js';

class Point {
  x = 1;
}
class Money {
  readonly inside: unknown;
  constructor(inside: unknown) {
    this.inside = inside;
  }
  [SERIALIZE](): unknown {
    return { inside: this.inside };
  }
  static [REVIVE]({ inside }: { inside: unknown }): Money {
    return new Money(inside);
  }
}

const indices = new Map<object, number>([
  [Point.prototype, 0],
  [Money.prototype, 1],
]);

describe('A value with instances that serialise themselves', () => {
  it('is copied, with stand-ins in their places', () => {
    const money = new Money(5);
    const value = { money, list: [money, new Map([['m', new Set([money])]])] };

    const { root, serialized } = replaceSerialized(value, indices);

    const [[index, stand, data]] = serialized as [[number, object, unknown]];
    assert.deepEqual([index, data, Object.keys(stand)], [1, { inside: 5 }, []]);
    assert.deepEqual(root, { money: stand, list: [stand, new Map([['m', new Set([stand])]])] });
    assert.equal((root as typeof value).list[0], stand);
    assert.equal(value.money, money, 'the caller’s own value was changed');
  });

  it('keeps the records of other instances, of their copies', () => {
    const { root, instances } = replaceSerialized([new Point(), new Money(1)], indices);

    const [[index, copy]] = instances as [[number, object]];
    assert.deepEqual([index, copy], [0, { x: 1 }]);
    assert.equal(copy, (root as unknown[])[0]);
  });

  it('notes inner instances before those that need them', () => {
    const { serialized } = replaceSerialized(new Money(new Money('inner')), indices);

    const [[, stand, innerData], [, , outerData]] = serialized as [
      [number, object, unknown],
      [number, object, { inside: unknown }],
    ];
    assert.deepEqual(innerData, { inside: 'inner' });
    assert.equal(outerData.inside, stand);
  });

  it('may hold itself', () => {
    const loop: Record<string, unknown> = { money: new Money(1) };
    loop.self = loop;

    const { root } = replaceSerialized(loop, indices);

    assert.equal((root as typeof loop).self, root);
  });

  it('keeps what structured clone copies by itself as it is', () => {
    const leaves = [new Date(0), /a/, new Uint8Array(2), new ArrayBuffer(2), new Error('x'), Object(1)]; // biome-ignore format: one row

    const { root } = replaceSerialized([...leaves, new Money(1)], indices);

    assert.ok(leaves.every((leaf, at) => (root as unknown[])[at] === leaf));
  });
});
