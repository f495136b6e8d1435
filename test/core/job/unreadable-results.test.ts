import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotSendableError } from '#dist/core/base/errors.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { Chunk, type ChunkOwner } from '#dist/core/job/chunk.js';
import { takeUnreadable } from '#dist/core/job/unreadable-results.js';
import type { ChunkResult } from '#dist/core/wire/messages.js';
import { PartlyReadableList, UnreadableList } from '#dist/core/wire/unreadable.js';
import { specOf } from './fake-control.js';

type Told =
  | { readonly how: 'take'; readonly result: ChunkResult }
  | { readonly how: 'fail'; readonly offset: number; readonly error: unknown };

/** What the job of a chunk of three items is told when `list` has come. */
function told(list: UnreadableList, more: Partial<ChunkResult> = {}): Told[] {
  const calls: Told[] = [];
  const job = {
    spec: specOf(),
    account: () => {},
    take: (_chunk, result) => calls.push({ how: 'take', result }),
    fail: (_chunk, offset, error) => calls.push({ how: 'fail', offset, error }),
  } as Partial<ChunkOwner> as ChunkOwner; // it is asked for nothing else
  const chunk = new Chunk(job, { first: 0, items: [1, 2, 3] });
  const result = { id: 1, from: 0, values: list, errors: [], runMs: 5, ...more };
  takeUnreadable(chunk, result, list, 'worker 1');
  return calls;
}

describe('takeUnreadable', () => {
  it('fails each item of a list that cannot be read at all, with the reason and the name of the task', () => {
    const cause = new Error('no such class');

    const calls = told(new UnreadableList(2, cause));

    assert.deepEqual(
      calls.map((call) => call.how === 'fail' && call.offset),
      [0, 1],
    );
    for (const call of calls) {
      assert.ok(call.how === 'fail' && call.error instanceof NotSendableError);
      assert.equal(call.error.cause, cause);
      assert.match(call.error.message, /a result of 'f' to the caller.*could not be read/s);
    }
  });

  it('gives the values that can be read, each at its own place', () => {
    const list = new PartlyReadableList(['a', undefined, 'c'], new Map([[1, new Error('no')]]));

    const calls = told(list);

    assert.deepEqual(
      calls.map((call) =>
        call.how === 'take' ? [call.result.from, call.result.values] : call.offset,
      ),
      [[0, ['a']], 1, [2, ['c']]],
    );
  });

  it('gives the errors of tasks between them as they are', () => {
    const thrown = [1, encodeError(new Error('its own'))] as const;

    const calls = told(new UnreadableList(2, 'cause'), { errors: [thrown] });

    assert.deepEqual(
      calls.map((call) => (call.how === 'take' ? call.result.errors : call.offset)),
      [0, [thrown], 2],
    );
  });

  it('counts values and items apart: an item that failed has no value', () => {
    const thrown = [0, encodeError(new Error('its own'))] as const;
    const list = new PartlyReadableList(['b', undefined], new Map([[1, new Error('no')]]));

    const calls = told(list, { errors: [thrown] });

    assert.deepEqual(
      calls.slice(1).map((call) => (call.how === 'take' ? call.result.values : call.offset)),
      [['b'], 2],
    );
  });

  it('counts offsets from where the result begins', () => {
    const calls = told(new UnreadableList(1, 'cause'), { from: 2 });

    assert.deepEqual(
      calls.map((call) => call.how === 'fail' && call.offset),
      [2],
    );
  });
});
