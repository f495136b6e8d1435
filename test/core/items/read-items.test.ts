import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readNow } from '#dist/core/items/read-items.js';
import { readAll, type Wanting } from '#dist/core/items/source.js';

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Gives 0, 1, 2 …. */
class Endless implements AsyncIterable<number> {
  given = 0;

  async *[Symbol.asyncIterator](): AsyncGenerator<number> {
    for (;;) yield this.given++;
  }
}

const ALWAYS: Wanting = { isOver: false, onceOver() {} };

describe('readNow', () => {
  it('makes a list of its own', () => {
    const items = ['a', 'b'];

    const read = readNow(items);
    items[0] = 'changed later';

    assert.deepEqual(read, ['a', 'b']);
  });

  it('reads whatever can be iterated', () => {
    const generator = (function* () {
      yield* ['a', 'b'];
    })();

    const all = ['ab', new Set(['a', 'b']), new Map([['a', 1]]).keys(), generator].map(readNow);

    assert.deepEqual(all, [['a', 'b'], ['a', 'b'], ['a'], ['a', 'b']]);
  });

  it('packs many numbers, whatever they come in', () => {
    const many = numbers(100);

    const all = [many, new Set(many), new Int32Array(many)].map(readNow);

    assert.deepEqual(all, [new Int32Array(many), new Int32Array(many), new Int32Array(many)]);
  });

  it('packs fractions as such', () => {
    const many = numbers(100).map((n) => n / 2);

    assert.deepEqual(readNow(many), new Float64Array(many));
  });

  it('leaves few numbers as they are, and many that are not alone', () => {
    const mixed = [...numbers(100), 'a'];

    assert.deepEqual([readNow([1, 2]), readNow(mixed)], [[1, 2], mixed]);
  });

  it('copies what is packed already', () => {
    const items = new Float64Array([1, 2]);

    const read = readNow(items);
    items[0] = 99;

    assert.deepEqual(read, new Float64Array([1, 2]));
  });

  it('takes a hole for undefined', () => {
    const read = readNow([, 'b']);

    assert.deepEqual([read.length, [...read][0]], [2, undefined]);
  });

  it('throws what the items throw', () => {
    const items = (function* () {
      yield 1;
      throw new RangeError('mine');
    })();

    assert.throws(() => readNow(items), { name: 'RangeError', message: 'mine' });
  });
});

describe('readAll', () => {
  it('reads a source to its end', async () => {
    const items = (async function* () {
      yield* ['a', 'b'];
    })();

    assert.deepEqual(await readAll(items, ALWAYS), ['a', 'b']);
  });

  it('rejects with what the source throws', async () => {
    const items = (async function* () {
      yield 1;
      throw new RangeError('mine');
    })();

    await assert.rejects(readAll(items, ALWAYS), { name: 'RangeError', message: 'mine' });
  });

  it('rejects with what keeps the source from being opened', async () => {
    const items = {
      [Symbol.asyncIterator]: () => {
        throw new RangeError('mine');
      },
    } as AsyncIterable<unknown>;

    await assert.rejects(readAll(items, ALWAYS), { message: 'mine' });
  });

  it('reads no further when nobody wants the items any more', async () => {
    const items = new Endless();

    await readAll(items, {
      get isOver() {
        return items.given >= 3;
      },
      onceOver() {},
    });

    assert.equal(items.given, 3);
  });
});
