import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialize } from 'node:v8';
import { Remainder } from '#dist/core/wire/remainder.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';

describe('the remainder of a message', () => {
  it('gives its values in order, and no more', () => {
    const remainder = new Remainder(serialize([new Map([[1, 2]]), ['a', 'b']]));

    assert.deepEqual(remainder.next(), new Map([[1, 2]]));
    assert.deepEqual(remainder.nextList(2), ['a', 'b']);
    assert.throws(() => remainder.next(), RangeError);
  });

  it('gives no list of another length, and none that is no list', () => {
    assert.throws(() => new Remainder(serialize([['a']])).nextList(2), RangeError);
    assert.throws(() => new Remainder(serialize(['a'])).nextList(1), RangeError);
  });

  it('that cannot be read still says how many values a list has', () => {
    for (const bytes of [Buffer.from([1, 2, 3]), serialize('no list')]) {
      const remainder = new Remainder(bytes);

      const list = remainder.nextList(3);

      assert.ok(list instanceof UnreadableList);
      assert.equal(list.length, 3);
      assert.equal(list.outcomeAt(2).ok, false);
      assert.throws(() => remainder.next());
    }
  });
});
