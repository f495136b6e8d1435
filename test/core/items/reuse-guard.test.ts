import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReuseGuard } from '#dist/core/items/reuse-guard.js';

/** What is taken for the items of a source, as it stands when the source has come to its end. */
function readAll(source: Iterable<unknown>): unknown[] {
  const guard = new ReuseGuard();
  const items: unknown[] = [];
  for (const item of source) {
    const admitted = guard.admit(item, (before) => {
      items[items.length - 1] = before;
    });
    items.push(admitted);
  }
  return items;
}

/** Gives one object again and again; `fill` changes it each time. */
function* reusing<T>(object: T, fill: (object: T, round: number) => void): Generator<T> {
  for (let round = 1; round <= 3; round += 1) {
    fill(object, round);
    yield object;
  }
}

describe('An object that a source gives again and again', () => {
  it('is each time what it was when it was given', () => {
    const record = { n: 0 };

    const items = readAll(reusing(record, (one, round) => (one.n = round)));

    assert.deepEqual(items, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    assert.ok(!items.includes(record));
  });

  it('is kept as it was, whatever is inside of it', () => {
    const items = readAll(
      reusing({ deep: { list: [0] } }, ({ deep }, round) => (deep.list[0] = round)),
    );

    assert.deepEqual(items, [
      { deep: { list: [1] } },
      { deep: { list: [2] } },
      { deep: { list: [3] } },
    ]);
  });

  it('may be an array, a view or a buffer', () => {
    const bytes = new Uint8Array(2);
    const fillBytes = (_: unknown, round: number) => void bytes.fill(round);

    assert.deepStrictEqual(readAll(reusing([0], (one, round) => (one[0] = round))), [
      [1],
      [2],
      [3],
    ]);
    assert.deepStrictEqual(
      readAll(reusing(bytes, fillBytes)),
      [1, 2, 3].map((n) => Uint8Array.of(n, n)),
    );
    assert.deepStrictEqual(
      readAll(reusing(bytes.buffer, fillBytes)),
      [1, 2, 3].map((n) => Uint8Array.of(n, n).buffer),
    );
    assert.deepStrictEqual(
      readAll(reusing(Buffer.from(bytes.buffer), fillBytes)),
      [1, 2, 3].map((n) => Buffer.of(n, n)),
    );
  });

  it('may be a Map, a Set, or an object without a prototype', () => {
    const bare = Object.create(null) as { n?: number };

    const maps = readAll(reusing(new Map([['n', 0]]), (one, round) => one.set('n', round)));
    const sets = readAll(reusing(new Set([0]), (one, round) => one.add(round)));
    const objects = readAll(reusing(bare, (one, round) => (one.n = round)));

    assert.deepEqual(
      maps.map((one) => [...(one as Map<string, number>)]),
      [[['n', 1]], [['n', 2]], [['n', 3]]],
    );
    assert.deepEqual(
      sets.map((one) => (one as Set<number>).size),
      [2, 3, 4],
    );
    assert.deepEqual(
      objects.map((one) => (one as { n: number }).n),
      [1, 2, 3],
    );
  });

  it('lets others through that come later', () => {
    const [record, other] = [{ n: 0 }, { n: 9 }];

    const items = readAll([record, record, other, 4]);
    record.n = 5;

    assert.deepEqual(items, [{ n: 0 }, { n: 0 }, { n: 9 }, 4]);
    assert.equal(items[2], other);
  });

  it('is found out behind primitives', () => {
    const record = { n: 0 };
    function* source(): Generator {
      yield 'head';
      yield* reusing(record, (one, round) => (one.n = round));
    }

    assert.deepEqual(readAll(source()), ['head', { n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('has the item before replaced once only: what comes later is copied at once', () => {
    const guard = new ReuseGuard();
    const record = { n: 1 };
    const replaced: unknown[] = [];
    const admit = () => guard.admit(record, (before) => replaced.push(before));

    const first = admit();
    record.n = 2;
    const later = [admit(), admit(), admit()];

    assert.equal(first, record);
    assert.deepEqual(replaced, [{ n: 1 }]);
    assert.equal(new Set([record, ...later]).size, 4);
  });
});

describe('Objects that a source gives once', () => {
  it('are taken as they are, and nothing is replaced', () => {
    const objects = [{ n: 1 }, [2], new Uint8Array(1), { n: 1 }];

    const items = readAll(objects);

    assert.equal(items.length, 4);
    for (const [i, item] of items.entries()) assert.equal(item, objects[i]);
  });

  it('are not copied any more once two have differed: even if they come again', () => {
    const [a, b] = [{ n: 1 }, { n: 2 }];

    const items = readAll([a, b, b, a, a]);

    assert.deepEqual(
      items.map((item) => [a, b].indexOf(item as typeof a)),
      [0, 1, 1, 0, 0],
    );
  });
});

describe('Items that are never copied', () => {
  class Point {
    x = 1;
  }
  const f = () => 1;
  const UNCOPIED: readonly (readonly [title: string, item: unknown])[] = [
    ['a primitive', 'text'],
    ['a function', f],
    ['an instance of a class', new Point()],
    ['an array of a subclass', new (class List extends Array<number> {})()],
    ['a Map with an instance in it', new Map([[1, new Point()]])],
    ['what cannot be cloned', { f }],
    ['a view of shared memory', new Uint8Array(new SharedArrayBuffer(1))],
  ];
  for (const [title, item] of UNCOPIED) {
    it(`are what they were: ${title}`, () => {
      const items = readAll([item, item, item]);

      assert.ok(items.every((each) => each === item));
    });
  }

  it('are those with a getter, which does not run', () => {
    const item = {
      get n(): never {
        return assert.fail('the getter has run');
      },
    };

    assert.ok(readAll([item, item]).every((each) => each === item));
  });

  it('are those with a getter further inside, which does not run', () => {
    let reads = 0;
    const inner = { get: () => (reads += 1), enumerable: true };

    readAll([{ deep: Object.defineProperty({}, 'n', inner) }]);

    assert.equal(reads, 0);
  });

  it('are arrays with a getter for an element, which does not run', () => {
    let reads = 0;
    const element = { get: () => (reads += 1), enumerable: true };

    readAll([Object.defineProperty([1, 2], 0, element)]);

    assert.equal(reads, 0);
  });

  it('are proxies, whose traps do not run', () => {
    const fail = () => assert.fail('a trap has run');
    const item = new Proxy({}, { getPrototypeOf: fail, ownKeys: fail, get: fail });

    assert.ok(readAll([item, item]).every((each) => each === item));
  });
});
