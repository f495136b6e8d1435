import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Chunk } from '#dist/core/job/chunk.js';
import { BLOCKED_MS, isBlocked, mostByWeight, Window } from '#dist/core/schedule/window.js';

describe('Window', () => {
  it('is one chunk for a function that was never seen', () => {
    assert.equal(new Window().size('f', 1), 1);
    assert.equal(new Window().size('f', 999), 1);
  });

  it('is two for many items of such a function: the next chunk is written meanwhile', () => {
    assert.equal(new Window().size('f', 1000), 2);
  });

  it('is many chunks for a function whose tasks are short, fewer the larger its chunks are', () => {
    const window = new Window();
    window.observe('f', 100, 1); // 0.01 ms each

    const sizes = [1, 10, 100, 100_000].map((items) => window.size('f', items));

    assert.deepEqual(
      sizes,
      [...sizes].sort((a, b) => b - a),
    );
    assert.ok((sizes[0] ?? 0) > 50);
    assert.equal(sizes.at(-1), 1);
  });

  it('is two for chunks of many items that take some milliseconds: one travels meanwhile', () => {
    const window = new Window();
    window.observe('f', 1000, 10);

    assert.deepEqual([window.size('f', 1000), window.size('f', 100_000)], [2, 1]);
  });

  it('is two for a few tasks that take some milliseconds: the next is there when they are done', () => {
    const window = new Window();
    window.observe('f', 20, 4);

    assert.equal(window.size('f', 20), 2);
  });

  it('is one chunk for a function whose tasks are long', () => {
    const window = new Window();

    window.observe('slow', 1, 60);

    assert.equal(window.size('slow', 1), 1);
  });

  it('is bounded, however short the tasks are', () => {
    const window = new Window();

    window.observe('f', 1_000_000, 0.001);

    assert.ok(window.size('f', 1) <= 1024, 'more than there can be tickets');
  });

  it('stays open for a single long task, which may be a pause of the garbage collector', () => {
    const window = new Window();
    window.observe('f', 100, 1);
    const open = window.size('f', 1);

    window.observe('f', 1, 50);
    const after = window.size('f', 1);
    window.observe('f', 100, 1);

    assert.deepEqual([after, window.size('f', 1)], [open, open]);
  });

  it('closes when two tasks in a row are long, and opens slowly when they become short', () => {
    const window = new Window();
    window.observe('f', 100, 1);
    const open = window.size('f', 1);

    window.observe('f', 1, 100);
    window.observe('f', 1, 110);
    const closed = window.size('f', 1);
    window.observe('f', 100, 1);
    const soon = window.size('f', 1);
    for (let i = 0; i < 100; i += 1) window.observe('f', 100, 1);

    assert.deepEqual([closed, soon], [1, 1]);
    assert.ok(window.size('f', 1) > open / 2);
  });

  it('tells functions apart', () => {
    const window = new Window();

    window.observe('slow', 1, 100);
    window.observe('fast', 100, 0.1);

    assert.ok(window.size('fast', 1) > window.size('slow', 1));
  });

  it('forgets rather than grow without bound', () => {
    const window = new Window();

    for (let i = 0; i < 5000; i += 1) window.observe(`f${i}`, 100, 0.1);

    assert.equal(window.size('f0', 1), 1);
    assert.ok(window.size('f4999', 1) > 1);
  });
});

function most(call: Chunk['spec']['call'], items: readonly unknown[]): number {
  return mostByWeight({ job: {}, spec: { call }, items } as unknown as Chunk);
}

describe('mostByWeight', () => {
  it('does not limit chunks of light values', () => {
    assert.equal(most('one', [1, 2, 3]), Number.POSITIVE_INFINITY);
    assert.equal(most('spread', [[{ a: 1 }, null]]), Number.POSITIVE_INFINITY);
    assert.equal(most('spread', ['no tuple']), Number.POSITIVE_INFINITY);
  });

  it('allows two chunks however heavy they are, so that one can be on its way', () => {
    assert.equal(most('one', [new Uint8Array(1 << 24)]), 2);
    assert.equal(most('spread', [[new ArrayBuffer(1 << 24), 1]]), 2);
  });

  it('allows as many as make a megabyte, counting all arguments of all items', () => {
    const kilobyte = new Uint8Array(1 << 10);

    assert.equal(most('one', [kilobyte]), 1 << 10);
    assert.equal(
      most(
        'one',
        Array.from({ length: 64 }, () => kilobyte),
      ),
      1 << 4,
    );
    assert.equal(most('spread', [[kilobyte, 'x'.repeat(1 << 10)]]), 1 << 9);
  });
});

/** A worker with so many chunks in hand, the first of them since `frontSinceMs`. */
function held(size: number, frontSinceMs: number): Parameters<typeof isBlocked>[0] {
  return { inHand: { size }, frontSinceMs };
}

describe('isBlocked', () => {
  it('is true of a worker that has had the same chunk before it for long', () => {
    const worker = held(3, 1000);

    const looks = [1000, 1000 + BLOCKED_MS, 1001 + BLOCKED_MS].map((ms) => isBlocked(worker, ms));

    assert.deepEqual(looks, [false, false, true]);
  });

  it('is true of a worker at once when all that it runs is known to wait', () => {
    const looks = [1, 2].map((waiting) =>
      isBlocked({ ...held(3, 1000), waiting, concurrency: 2 }, 1000),
    );

    assert.deepEqual(looks, [false, true]);
  });

  it('is false of a worker that has nothing, however long that has been so', () => {
    assert.equal(isBlocked(held(0, 0), 1e6), false);
  });
});
