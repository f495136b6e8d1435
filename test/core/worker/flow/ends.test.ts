import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EndKind } from '#dist/core/base/chain.js';
import {
  addKeyed,
  addTo,
  asNumber,
  beginGathering,
  countOne,
  ENDS,
} from '#dist/core/worker/flow/ends.js';
import type { TaskFunction } from '#dist/core/worker/task-function.js';

function gather(kind: EndKind, values: readonly unknown[], fns: readonly TaskFunction[] = []) {
  const gathering = beginGathering({ kind, fns });
  for (const value of values) if (!gathering.isFull) addTo(gathering, kind, value);
  return ENDS[kind].take(gathering.acc);
}

const add: TaskFunction = (a, b) => (a as number) + (b as number);

describe('The end of a chain gathers', () => {
  for (const [kind, values, expected, fns] of [
    ['list', [1, 'a'], [1, 'a']],
    ['count', [1, 'a'], [2]],
    ['sum', [1, 0.5], [1.5]],
    ['counts', ['a', 'b', 'a'], ['a', 2, 'b', 1]],
    ['reduce', [1, 2, 3], [6], [add]],
    ['reduce', [], [], [add]],
    ['reduce', [undefined], [undefined], [add]],
    ['fold', [1, 2], [13], [() => 10, add]],
    ['fold', [], [10], [() => 10, add]],
    ['first', [undefined, 2], [undefined]],
    ['any', [1, 2], [true]],
    ['any', [], [false]],
  ] as readonly (readonly [EndKind, unknown[], unknown[], TaskFunction[]?])[]) {
    it(`${kind} of ${values.length}`, () => {
      assert.deepEqual(gather(kind, values, fns), expected);
    });
  }

  it('groups by keys', () => {
    const values = [
      { key: 'a', value: 1 },
      { key: undefined, value: 2 },
      { key: 'a', value: 3 },
    ];

    assert.deepEqual(gather('keyed', values, [() => 10, add]), ['a', 14, undefined, 12]);
  });

  it('groups whose value is undefined, too', () => {
    const groups = new Map<unknown, unknown>();
    const fns = { init: () => 'begun', step: () => undefined };

    addKeyed(groups, { key: 1, value: 0 }, fns);
    addKeyed(groups, { key: 1, value: 0 }, { ...fns, init: () => assert.fail('begun twice') });

    assert.deepEqual([...groups], [[1, undefined]]);
  });
});

describe('The end of a chain refuses', () => {
  it('to add what is no number', () => {
    for (const value of ['1', 1n, null, undefined]) assert.throws(() => asNumber(value), TypeError);
  });

  it('keys that would be others in the next chunk', () => {
    for (const key of [{}, [], () => {}, Symbol('s')])
      assert.throws(() => countOne(new Map(), key), /a key has to be/);
    assert.doesNotThrow(() => {
      for (const key of ['a', 1, 1n, true, null, undefined]) countOne(new Map(), key);
    });
  });

  it('promises in place of partials', () => {
    const later: TaskFunction = async () => 1;

    assert.throws(
      () => beginGathering({ kind: 'fold', fns: [later, add] }),
      /fold returned a promise/,
    );
    assert.throws(() => gather('fold', [1], [() => 0, later]), /fold returned a promise/);
    assert.throws(() => gather('reduce', [1, 2], [later]), /reduce returned a promise/);
    assert.throws(
      () => gather('keyed', [{ key: 1, value: 1 }], [() => 0, later]),
      /foldBy returned/,
    );
  });
});
