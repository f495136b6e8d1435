import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PartlyReadableList, UnreadableList } from '#dist/core/wire/unreadable.js';

describe('a list that could not be read', () => {
  it('fails each of its items for the same reason', () => {
    const cause = new Error('garbled');
    const list = new UnreadableList(2, cause);

    assert.deepEqual([list.length, list.outcomeAt(1)], [2, { ok: false, error: cause }]);
  });

  it('fails only those that could not, if some could', () => {
    const cause = new Error('garbled');
    const list = new PartlyReadableList(['a', undefined], new Map([[1, cause]]));

    assert.deepEqual(
      [list.length, list.cause, list.outcomeAt(0), list.outcomeAt(1)],
      [2, cause, { ok: true, value: 'a' }, { ok: false, error: cause }],
    );
  });
});
