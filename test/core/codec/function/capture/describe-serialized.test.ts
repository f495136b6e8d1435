import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeSerialized,
  findOwnClass,
  findParent,
  listOwnClasses,
} from '#dist/core/codec/function/capture/describe-serialized.js';
import { FakeTable, refusalBy } from './fake-table.ts';

class Base extends Map<string, number> {}
class Secret extends Base {
  #key = 1;
  read(): number {
    return this.#key;
  }
}
class Saved extends Array<number> {
  [Symbol.for('manyhands.serialize')](): number {
    return 5;
  }
  static [Symbol.for('manyhands.revive')](): Saved {
    return new Saved();
  }
}

describe('An instance of a class', () => {
  it('says itself how it travels, also if the class extends a built-in one', () => {
    const table = new FakeTable();

    const node = describeSerialized(table, new Saved(), undefined);

    assert.deepEqual(node, { kind: 'revived', constructorSlot: 0, data: [5] });
    assert.deepEqual(table.values, [Saved]);
  });

  it('is refused if it has private fields, and says nothing', () => {
    assert.equal(
      refusalBy(() => describeSerialized(new FakeTable(), new Secret(), undefined)),
      "an instance of class 'Secret': class 'Secret' has private fields, which nobody else can read",
    );
  });

  it('is left to others if it can be read from outside', () => {
    for (const object of [new Base(), new Map(), {}, Object.create(null)])
      assert.equal(describeSerialized(new FakeTable(), object as object, undefined), undefined);
  });
});

describe('The class of an object', () => {
  it('is one of the program’s, or none', () => {
    assert.deepEqual([new Base(), new Map(), Object.create(null)].map((one) => findOwnClass(one as object)), [Base, undefined, undefined]); // biome-ignore format: one row
  });

  it('has those it extends', () => {
    assert.deepEqual([...listOwnClasses(Secret)], [Secret, Base]);
    assert.deepEqual([findParent(Base), findParent(Map)], [Map, undefined]);
  });
});
