import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cursor, isAsyncList, openCursor } from '#dist/core/worker/flow/cursor.js';

function rest(cursor: Cursor): unknown[] {
  const values: unknown[] = [];
  while (cursor.next()) values.push(cursor.value);
  return values;
}

describe('A cursor', () => {
  it('reads arrays, and whatever else can be iterated', () => {
    const generator = (function* () {
      yield* [1, 2];
    })();
    const proxy = new Proxy([1, 2], {});

    const read = [[1, 2], new Set([1, 2]), generator, Int8Array.of(1, 2), proxy].map((list) =>
      rest(openCursor(list)),
    );

    assert.deepEqual(
      read,
      Array.from({ length: 5 }, () => [1, 2]),
    );
  });

  it('is at its end for good', () => {
    const cursor = openCursor(new Set([1]));

    assert.deepEqual([cursor.next(), cursor.next(), cursor.next()], [true, false, false]);
  });

  it('lets an iterator clean up, once, if it is left before the end', () => {
    let closed = 0;
    const list = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 1 }),
        return: () => {
          closed += 1;
          return { done: true, value: undefined };
        },
      }),
    };
    const [left, read] = [openCursor(list), openCursor([])];

    left.next();
    left.close();
    left.close();
    read.close();

    assert.equal(closed, 1);
    assert.equal(left.next(), false);
  });

  it('does not close what has thrown', () => {
    let closed = 0;
    const list = {
      [Symbol.iterator]: () => ({
        next: (): IteratorResult<unknown> => {
          throw new Error('mine');
        },
        return: () => {
          closed += 1;
          return { done: true as const, value: undefined };
        },
      }),
    };
    const cursor = openCursor(list);

    assert.throws(() => cursor.next(), { message: 'mine' });
    cursor.close();

    assert.equal(closed, 0);
  });

  it('is not opened for what is no list of values', () => {
    for (const list of ['ab', 5, null, undefined, {}])
      assert.throws(() => openCursor(list), /has to return an array or another iterable/);
  });

  it('is not opened for a text, and says what to return for it', () => {
    assert.throws(() => openCursor('ab'), /this is "ab": return \[text\] .* or \[\.\.\.text\]/);
  });
});

describe('A list that comes in its time', () => {
  it('is told from others', async () => {
    const later = (async function* () {
      yield 1;
    })();

    assert.deepEqual([later, [1], 'a', null, 5].map(isAsyncList), [
      true,
      false,
      false,
      false,
      false,
    ]);
    await later.return(undefined);
  });
});
