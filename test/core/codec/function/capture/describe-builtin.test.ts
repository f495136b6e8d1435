import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeBuiltin } from '#dist/core/codec/function/capture/describe-builtin.js';
import { FakeTable, refusalBy } from './fake-table.ts';

const a1 = [{ key: ['a'], value: [1], flags: 7 }];

function describeIn(table: FakeTable, object: object) {
  return describeBuiltin(table, object, undefined) as { properties?: unknown } | undefined;
}

describe('An object with an inside of the language', () => {
  const INSIDES: readonly object[] = [
    [1],
    new Map(),
    new Set(),
    new Date(5),
    Object('text'),
    Object(1),
    Object(1n),
    Object(Symbol.iterator),
    Uint8Array.of(1),
    new DataView(new ArrayBuffer(2)),
    new ArrayBuffer(2),
  ] as object[];
  for (const object of INSIDES) {
    it(`keeps the properties that it was given, and that it is frozen: ${Object.prototype.toString.call(object)}`, () => {
      const given = Object.assign(object, { a: 1 });
      const { properties } = describeIn(new FakeTable(), Object.preventExtensions(given)) ?? {};

      assert.deepEqual((properties as unknown[]).slice(-1), a1);
      assert.equal((properties as unknown[]).length, Array.isArray(object) ? 2 : 1);
      assert.notEqual((describeIn(new FakeTable(), given) as { integrity?: number }).integrity, 0);
    });
  }

  it('is a view with its place in its memory', () => {
    const table = new FakeTable();
    const view = new Int32Array(new SharedArrayBuffer(16), 4, 2);

    const node = describeIn(table, view);

    assert.deepEqual(node, { kind: 'view', type: 'Int32Array', memory: 2000, byteOffset: 4, length: 2, properties: [], integrity: 0 }); // biome-ignore format: one row
    assert.deepEqual(table.memories, [{ buffer: view.buffer, from: 4, to: 12 }]);
  });

  it('keeps where a regular expression goes on', () => {
    const node = describeIn(new FakeTable(), Object.assign(/a/g, { lastIndex: 3 }));

    assert.deepEqual(node?.properties, [{ key: ['lastIndex'], value: [3], flags: 1 }]);
  });

  it('is told by its inside, whatever its prototype: then it has that one', () => {
    class Day extends Date {}
    class Pixels extends Uint8Array {}
    class Late extends Error {}
    for (const object of [
      new Day(),
      new Pixels(2),
      new Late(),
      Object.setPrototypeOf(new Map(), null),
    ]) {
      const table = new FakeTable();

      const { prototype } = describeIn(table, object as object) as { prototype?: unknown };

      const found =
        typeof prototype === 'number' ? table.values[prototype] : (prototype as unknown[])[0];
      assert.equal(found, Object.getPrototypeOf(object));
    }
  });

  it('is read past what its class says of it', () => {
    class Loud extends Map<string, number> {
      override entries(): never {
        throw new Error('called');
      }
      override [Symbol.iterator](): never {
        throw new Error('called');
      }
    }
    const map = new Loud();
    Map.prototype.set.call(map, 'a', 1);

    const node = describeIn(new FakeTable(), map) as { entries?: unknown };

    assert.deepEqual(node.entries, [['a'], [1]]);
  });

  it('is refused if its class has private fields', () => {
    class Secret extends Date {
      #key = 1;
      read(): number {
        return this.#key;
      }
    }

    assert.match(
      refusalBy(() => describeIn(new FakeTable(), new Secret())),
      /private fields/,
    );
  });

  it('is nothing else', () => {
    for (const object of [{}, new URL('https://a.example/'), Promise.resolve()])
      assert.equal(describeIn(new FakeTable(), object), undefined);
  });
});
