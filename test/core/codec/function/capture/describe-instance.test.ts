import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { describe, it } from 'node:test';
import { describeInstance } from '#dist/core/codec/function/capture/describe-instance.js';
import { FakeTable, refusalBy } from './fake-table.ts';

class Point {
  x = 1;
}

class Account {
  #balance = 1;
  read(): number {
    return this.#balance;
  }
}

class Savings extends Account {}

class Money {
  #cents = 250;
  [Symbol.for('manyhands.serialize')](): unknown {
    return { cents: this.#cents };
  }
  static [Symbol.for('manyhands.revive')](): Money {
    return new Money();
  }
}

class Half {
  [Symbol.for('manyhands.serialize')](): unknown {
    return 1;
  }
}

class Bus extends EventEmitter {}

describe('An instance', () => {
  it('is no function, though its prototype may be that of one', () => {
    const namespace: object = Object.create(Function.prototype, { default: { value: 1 } });
    const node = describeInstance(new FakeTable(), namespace, undefined);

    assert.equal(node.kind, 'object');
    assert.ok('prototype' in node && 'properties' in node);
    assert.equal(node.properties.length, 1);
  });

  it('is described by its class and its properties', () => {
    const table = new FakeTable();

    const node = describeInstance(table, new Point(), undefined);

    assert.deepEqual(node, {
      kind: 'object',
      instanceOf: 0,
      properties: [{ key: ['x'], value: [1], flags: 7 }],
      integrity: 0,
    });
    assert.deepEqual([table.values, table.ways], [[Point], ["is an instance of class 'Point'"]]);
  });

  it('is described by its prototype if that belongs to no class', () => {
    const parent = { speak: () => 'woof' };
    const table = new FakeTable();

    const node = describeInstance(table, Object.create(parent) as object, undefined);

    assert.deepEqual(node, { kind: 'object', prototype: 0, properties: [], integrity: 0 });
    assert.deepEqual(table.values, [parent]);
  });

  it('describes itself if its class can do so', () => {
    const table = new FakeTable();

    const node = describeInstance(table, new Money(), undefined);

    assert.deepEqual(node, { kind: 'revived', constructorSlot: 0, data: 1 });
    assert.deepEqual(table.values, [Money, { cents: 250 }]);
    assert.equal(table.ways[1], "is an instance of class 'Money', serializes itself as data");
  });

  it('of a platform class is a copy of it', () => {
    const node = describeInstance(new FakeTable(), new URL('https://a.example/'), undefined);

    assert.deepEqual(node, {
      kind: 'constructed',
      constructorName: 'URL',
      arguments: [['https://a.example/']],
      properties: [],
      integrity: 0,
    });
  });

  it('of a class that extends a platform class is a copy of it with its own class and properties', () => {
    class Page extends URL {
      visits = 2;
    }
    const table = new FakeTable();

    const node = describeInstance(table, new Page('https://a.example/'), undefined);

    assert.deepEqual(node, {
      kind: 'constructed',
      constructorName: 'URL',
      arguments: [['https://a.example/']],
      prototype: 0,
      properties: [{ key: ['visits'], value: [2], flags: 7 }],
      integrity: 0,
    });
    assert.deepEqual(table.values, [Page.prototype]);
  });

  const REFUSED: readonly (readonly [title: string, object: object, message: string])[] = [
    ['has private fields', new Savings(), "an instance of class 'Savings': class 'Account' has private fields, which nobody else can read"], // biome-ignore format: one row
    ['extends one of Node’s', new Bus(), "an instance of class 'Bus', which extends EventEmitter: its inside belongs to this process"], // biome-ignore format: one row
    ['serialises itself and cannot be revived', new Half(), "an instance of class 'Half': it has a [Symbol.for('manyhands.serialize')] method but its class cannot revive what that returns"], // biome-ignore format: one row
  ];
  for (const [title, object, message] of REFUSED) {
    it(`is refused if its class ${title}`, () => {
      const refusal = refusalBy(() => describeInstance(new FakeTable(), object, undefined));

      assert.equal(refusal, message);
    });
  }
});
