import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GetterReader, readGetters, readGettersIn } from '#dist/core/items/getters.js';

/** An object with a getter that says how often it has been read. */
function counting(): object {
  let reads = 0;
  return Object.defineProperty({ a: 1 }, 'n', { enumerable: true, get: () => (reads += 1) });
}

const fail = (): never => assert.fail('code of the caller has run');

describe('readGetters', () => {
  it('reads each getter in plain data once, wherever it is', () => {
    const item = { deep: [counting(), { further: counting() }] };

    const read = readGetters(item) as typeof item;

    for (let times = 0; times < 2; times += 1)
      assert.deepEqual(read, { deep: [{ a: 1, n: 1 }, { further: { a: 1, n: 1 } }] });
  });

  it('keeps what it is in: keys in their order, holes, cycles, what is no data', () => {
    const buffer = new ArrayBuffer(1);
    const item: Record<string | symbol, unknown> = {
      list: [1, , 3],
      get n() {
        return buffer;
      },
      buffer,
      map: new Map(),
      [Symbol.for('s')]: 1,
    };
    item.self = item;
    Object.defineProperty(item, 'hidden', { get: fail });

    const read = readGetters(item) as typeof item;

    assert.notEqual(read, item);
    assert.deepEqual(Object.keys(read), ['list', 'n', 'buffer', 'map', 'self']);
    assert.equal(Object.hasOwn(read.list as object, 1), false);
    assert.ok(read.self === read && read.n === buffer && read.buffer === buffer);
    assert.ok(read.map === item.map && read[Symbol.for('s')] === 1);
  });

  it('leaves alone what has none, and what is no plain data', () => {
    const items = [
      1,
      { a: [1, { b: 2 }] },
      new Proxy({}, { get: fail, ownKeys: fail, getPrototypeOf: fail }),
      new (class {
        a = counting();
      })(),
      new Map([[1, counting()]]),
    ];

    assert.deepEqual(
      items.map(readGetters).map((read, i) => read === items[i]),
      [...[true, true, true, true, true]],
    );
  });

  it('keeps for later what a getter throws', () => {
    let runs = 0;
    const item = {
      get bad(): never {
        runs += 1;
        throw new RangeError('no');
      },
    };

    const read = readGetters(item) as typeof item;

    for (let times = 0; times < 2; times += 1) assert.throws(() => read.bad, RangeError);
    assert.equal(runs, 1);
  });
});

describe('Items of a call', () => {
  it('are all read if one that is looked at has getters', () => {
    const items: unknown[] = Array.from({ length: 40 }, counting);
    const { length } = items;

    readGettersIn(items);
    const reader = new GetterReader();
    const oneByOne = Array.from({ length }, () => reader.read(counting()));

    for (const item of [...items, ...items, ...oneByOne, ...oneByOne])
      assert.deepEqual(item, { a: 1, n: 1 });
  });

  it('stay as they are otherwise', () => {
    const objects = Array.from({ length: 40 }, (_, i) => ({ i }));
    const items: unknown[] = [...objects];
    const reader = new GetterReader();

    readGettersIn(items);

    assert.ok(items.every((item, i) => item === objects[i] && reader.read(item) === item));
  });
});
