import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Handle } from '#dist/core/handle/handle.js';
import { Chunk, type ChunkOwner } from '#dist/core/job/chunk.js';
import { assign } from '#dist/core/schedule/window.js';
import { fc } from '../../property.ts';

/** A worker with so many chunks in hand, that may be given so many more. */
function handle(load: number, room = 1000): Handle<Chunk> {
  return { inHand: { size: load }, freeSlots: room, concurrency: 1 } as unknown as Handle<Chunk>;
}

const OWNER = { since: { ms: 0 } } as unknown as ChunkOwner;

function chunkAt(first: number): Chunk {
  return new Chunk(OWNER, { first, items: [first] });
}

/** Assigns `count` chunks among workers with a window each; the answer is how many each was given. */
function assigned(
  handles: readonly Handle<Chunk>[],
  count: number,
  window: number,
): { given: number[]; left: number } {
  const waiting = Array.from({ length: count }, (_, first) => chunkAt(first));
  const { assignments, left } = assign(
    handles,
    () => waiting.shift(),
    () => window,
  );
  const given = new Map(assignments.map(({ handle: one, chunks }) => [one, chunks.length]));
  return {
    given: handles.map((one) => given.get(one) ?? 0),
    left: waiting.length + (left === undefined ? 0 : 1),
  };
}

describe('assign', () => {
  it('gives nothing where there is nothing', () => {
    assert.deepEqual(assigned([handle(0)], 0, 4), { given: [0], left: 0 });
    assert.deepEqual(assigned([], 3, 4), { given: [], left: 3 });
  });

  it('shares evenly among workers that have nothing', () => {
    assert.deepEqual(assigned([handle(0), handle(0), handle(0)], 7, 4), {
      given: [3, 2, 2],
      left: 0,
    });
  });

  it('fills the emptiest first, until all have the same', () => {
    assert.deepEqual(assigned([handle(2), handle(3), handle(0)], 7, 8), {
      given: [2, 1, 4],
      left: 0,
    });
  });

  it('fills nobody beyond the window', () => {
    assert.deepEqual(assigned([handle(0), handle(0)], 100, 4), { given: [4, 4], left: 92 });
  });

  it('leaves alone who still has more than half of the window', () => {
    assert.deepEqual(assigned([handle(3), handle(0)], 2, 4), { given: [0, 2], left: 0 });
  });

  it('gives one chunk to each worker while nothing is known of the function', () => {
    assert.deepEqual(assigned([handle(0), handle(1), handle(0)], 5, 1), {
      given: [1, 0, 1],
      left: 3,
    });
  });

  it('gives nobody more than there is room for', () => {
    assert.deepEqual(assigned([handle(0, 1), handle(0, 0), handle(0, 9)], 6, 8), {
      given: [1, 0, 5],
      left: 0,
    });
  });

  it('hands out each worker’s chunks in the order in which they waited', () => {
    const waiting = [0, 1, 2, 3, 4, 5].map(chunkAt);

    const { assignments } = assign(
      [handle(0), handle(0)],
      () => waiting.shift(),
      () => 9,
    );

    assert.deepEqual(
      assignments.map(({ chunks }) => chunks.map(({ first }) => first)),
      [
        [0, 2, 4],
        [1, 3, 5],
      ],
    );
  });

  it('stops at a chunk for which the window is too small, and loses it not', () => {
    const waiting = [0, 1, 2, 3].map(chunkAt);

    const { assignments, left } = assign(
      [handle(0)],
      () => waiting.shift(),
      ({ first }) => (first < 2 ? 9 : 1),
    );

    assert.deepEqual(
      assignments.flatMap(({ chunks }) => chunks).map(({ first }) => first),
      [0, 1],
    );
    assert.deepEqual([left?.first, waiting.length], [2, 1]);
  });

  it('never loses a chunk, nor gives more than window and room allow', () => {
    const worker = fc.record({ load: fc.nat({ max: 20 }), room: fc.nat({ max: 20 }) });
    fc.assert(
      fc.property(
        fc.array(worker, { maxLength: 8 }),
        fc.nat({ max: 100 }),
        fc.integer({ min: 1, max: 16 }),
        (workers, count, window) => {
          const { given, left } = assigned(
            workers.map(({ load, room }) => handle(load, room)),
            count,
            window,
          );

          assert.equal(
            given.reduce((sum, gift) => sum + gift, left),
            count,
          );
          workers.forEach(({ load, room }, i) => {
            const gift = given[i] ?? 0;
            assert.ok(gift <= room);
            if (gift > 0) assert.ok(load + gift <= window && load <= window / 2);
          });
        },
      ),
    );
  });

  it('puts nothing behind a later chunk, nor anything else before that', () => {
    const holding = (last: Chunk): Handle<Chunk> =>
      ({ inHand: { size: 1, last }, freeSlots: 9, concurrency: 1 }) as unknown as Handle<Chunk>;
    const given = (first: number, handles: readonly Handle<Chunk>[]): unknown => {
      const waiting = [chunkAt(first), chunkAt(8)];
      const { assignments, left } = assign(
        handles,
        () => waiting.shift(),
        () => 4,
      );
      return [assignments.flatMap(({ chunks }) => chunks).map((chunk) => chunk.first), left?.first];
    };

    const laterInHand = holding(chunkAt(5));

    assert.deepEqual(given(4, [laterInHand]), [[], 4]);
    assert.deepEqual(given(6, [laterInHand]), [[6, 8], undefined]);
    assert.deepEqual(given(4, [laterInHand, handle(0)]), [[4, 8], undefined]);
  });
});
