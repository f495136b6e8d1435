import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { foldBatch, type FoldPlan } from '#dist/cli/fold-task.js';

const CODE = `
export const twice = (x) => x * 2;
export const slow = async (x) => x;
export const text = async (x) => 'n' + (x % 4);
export const odd = (x) => { if (x % 2 === 1) throw new RangeError('odd ' + x); return x; };
export const join = (a, b) => '(' + a + b + ')';
export const later = async (a, b) => '(' + a + b + ')';
export const failing = () => { throw new Error('no'); };
export const failingLater = async () => { throw new Error('no'); };
`;
const MODULE = `data:text/javascript,${encodeURIComponent(CODE)}`;

function plan(
  fn: string,
  own: Partial<Record<'key' | 'join', string>> &
    Partial<Pick<FoldPlan, 'isSaved' | 'isTimed' | 'stopsAtFailure'>>,
): FoldPlan {
  const { key, join, ...rest } = own;
  return {
    ...{ stopsAtFailure: false, isTimed: false, isSaved: false },
    ...rest,
    fn: [MODULE, fn],
    ...(key === undefined ? {} : { key: [MODULE, key] }),
    ...(join === undefined ? {} : { join: [MODULE, join] }),
  };
}

describe('A batch that is folded in the worker', () => {
  it('counts the keys of its results', async () => {
    const [direct, awaited] = [
      await foldBatch([plan('twice', { key: 'twice' }), [1, 1, 2]]),
      await foldBatch([plan('slow', { key: 'text' }), [1, 2, 5]]),
    ];

    assert.deepEqual(direct.counts, [
      ['4', 2],
      ['8', 1],
    ]);
    assert.deepEqual(awaited.counts, [
      ['"n1"', 2],
      ['"n2"', 1],
    ]);
    assert.deepEqual([direct.done, direct.failures, direct.joined], [3, [], undefined]);
  });

  it('joins its results from the left', async () => {
    for (const join of ['join', 'later']) {
      const { joined } = await foldBatch([plan('slow', { join }), ['a', 'b', 'c']]);
      assert.deepEqual(joined, { value: '((ab)c)' });
    }
    const { joined: one } = await foldBatch([plan('slow', { join: 'join' }), ['a']]);
    const { joined: none } = await foldBatch([plan('odd', { join: 'join' }), [1]]);
    assert.deepEqual([one, none], [{ value: 'a' }, undefined]);
  });

  it('leaves out what fails, and says which and why; or stops there', async () => {
    const all = await foldBatch([plan('odd', { key: 'twice' }), [2, 3, 4]]);
    const first = await foldBatch([plan('odd', { key: 'twice', stopsAtFailure: true }), [2, 3, 4]]);

    assert.deepEqual([all.done, first.done], [3, 2]);
    for (const { failures } of [all, first]) {
      assert.equal(failures.length, 1);
      assert.equal(failures[0]?.[0], 1);
      assert.match(String(failures[0]?.[1]), /RangeError: odd 3/);
    }
    assert.deepEqual(first.counts, [['4', 1]]);
  });

  it('fails as a whole if results cannot be joined: no record is to blame', async () => {
    for (const join of ['failing', 'failingLater'])
      await assert.rejects(foldBatch([plan('twice', { join }), [1, 2]]), {
        name: 'JoinError',
        message: 'no',
      });
  });

  it('joins what a checkpoint would keep, and measures each record, if asked', async () => {
    const own = { join: 'join', isSaved: true, isTimed: true };

    const { joined, timings } = await foldBatch([plan('slow', own), [new Date(0)]]);

    assert.deepEqual(joined, { value: '1970-01-01T00:00:00.000Z' });
    assert.equal(timings.length, 1);
    assert.ok((timings[0]?.startedAtMs ?? 0) > 0);
  });
});
