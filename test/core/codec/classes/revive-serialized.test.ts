import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reviveSerialized } from '#dist/core/codec/classes/revive-serialized.js';
import { REVIVE } from '#dist/core/codec/classes/self-serializing.js';

class Money {
  readonly cents: unknown;
  constructor(cents: unknown) {
    this.cents = cents;
  }
  static [REVIVE](cents: unknown): Money {
    return new this(cents);
  }
}

const revive = (root: unknown, ...stands: [stand: object, data: unknown][]): unknown =>
  reviveSerialized(
    root,
    stands.map(([stand, data]) => [0, stand, data] as const),
    () => Money,
  );

describe('Stand-ins', () => {
  it('are exchanged for revived instances, wherever they stand', () => {
    const stand = {};
    const root = { a: stand, list: [stand], map: new Map([[stand, stand]]), set: new Set([stand]) };

    const revived = revive(root, [stand, 5]) as typeof root;

    const money = revived.a as Money;
    assert.ok(money instanceof Money && money.cents === 5);
    assert.deepEqual([revived.list[0], revived.map.get(money), revived.set.has(money)], [money, money, true]); // biome-ignore format: one row
    assert.equal(revived, root, 'the value was copied');
  });

  it('may be the whole value', () => {
    const stand = {};

    assert.ok(revive(stand, [stand, 1]) instanceof Money);
  });

  it('inside of the data of others are revived first', () => {
    const [inner, outer] = [{}, {}];

    const revived = revive(outer, [inner, 1], [outer, [inner]]) as { cents: [Money] };

    assert.ok(revived.cents[0] instanceof Money);
  });

  it('are not looked for inside of what was revived', () => {
    const [stand, hidden] = [{}, {}];

    const revived = revive([stand], [stand, { hidden }]) as [Money];

    assert.equal((revived[0].cents as { hidden: unknown }).hidden, hidden);
  });
});
