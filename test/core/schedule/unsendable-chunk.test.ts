import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NotSendableError } from '#dist/core/base/errors.js';
import { Chunk, type ChunkOwner } from '#dist/core/job/chunk.js';
import { splitUnsendable } from '#dist/core/schedule/unsendable-chunk.js';
import { itemsOf, specOf } from '../job/fake-control.js';

const CAUSE = new Error('could not be cloned');

/** A chunk of a job of `total` items, and what the job is told of it. */
function chunkWith(
  items: readonly unknown[],
  total: number,
): { chunk: Chunk; failures: [offset: number, error: unknown][] } {
  const failures: [number, unknown][] = [];
  const job = {
    spec: specOf(),
    total,
    account: () => {},
    fail: (_chunk, offset, error) => failures.push([offset, error]),
  } as Partial<ChunkOwner> as ChunkOwner; // it is asked for nothing else
  return { chunk: new Chunk(job, { first: 17, items }), failures };
}

describe('splitUnsendable', () => {
  it('halves a chunk of several items, and fails none of them yet', () => {
    const { chunk, failures } = chunkWith([1, 2, 3], 100);

    const halves = splitUnsendable(chunk, CAUSE, 'process');

    assert.deepEqual([itemsOf(halves), failures], [[[1], [2, 3]], []]);
  });

  it('fails an item that is alone, by its number, its task and what is wrong with it', () => {
    const { chunk, failures } = chunkWith([{ callback: () => {} }], 100);

    const rest = splitUnsendable(chunk, CAUSE, 'process');

    const [[offset, error] = []] = failures;
    assert.deepEqual([rest, failures.length, offset], [[], 1, 0]);
    assert.ok(error instanceof NotSendableError);
    assert.equal(error.cause, CAUSE);
    assert.match(
      error.message,
      /^cannot send the argument of 'f' \(item 17\) to a worker\n.*'callback'/,
    );
  });

  it('does not number the only item there is', () => {
    const { chunk, failures } = chunkWith([() => {}], 1);

    splitUnsendable(chunk, CAUSE, 'thread');

    const [[, error] = []] = failures;
    assert.ok(error instanceof NotSendableError);
    assert.match(error.message, /^cannot send the argument of 'f' to a worker\n/);
  });
});
