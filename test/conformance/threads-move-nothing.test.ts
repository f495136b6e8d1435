/**
 * Before V8 13 (Node 20 and 22) all code for typed arrays gets slower in a thread that has moved a buffer away: so threads
 * move none that nobody has asked them to move, neither the program nor its workers.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { ThreadPool } from 'manyhands';
import { countMoved, movedSince } from './moved-buffers.ts';
import { identity } from './tasks.ts';

const skip = Number.parseInt(process.versions.v8, 10) >= 13 && 'moving buffers costs nothing there';

const TEXTS = Array.from({ length: 20_000 }, (_, i) => ({ text: `number ${i}`, at: [i] }));
const CALLS: Readonly<Record<string, (pool: ThreadPool) => Promise<unknown>>> = {
  'many numbers': async (pool) =>
    await pool.map(
      identity,
      Float64Array.from({ length: 200_000 }, (_, i) => i / 2),
    ),
  'a few hundred numbers beside other values': async (pool) =>
    await pool.map(identity, [[Array.from({ length: 500 }, (_, i) => i), new Map()]]),
  'many objects': async (pool) => await pool.map(identity, TEXTS),
  'one long value': async (pool) => await pool.apply(identity, [TEXTS]),
  'a long buffer': async (pool) => await pool.apply(identity, [new Uint8Array(1 << 20)]),
  'a long buffer in an object': async (pool) =>
    await pool.map(identity, [{ image: Buffer.alloc(1 << 20), width: 1024 }]),
  'a stream': async (pool) => {
    for await (const _ of pool.imap(
      identity,
      Float64Array.from({ length: 50_000 }, (_, i) => i),
    ))
      void _;
  },
  'a chain': async (pool) => await pool.from(TEXTS).map(identity).toArray(),
};

describe('threads', { skip }, () => {
  let pool: ThreadPool;
  let stopCounting: () => void;

  beforeEach(() => {
    stopCounting = countMoved();
    pool = new ThreadPool({ workers: 1, initializer: countMoved });
  });

  afterEach(async () => {
    stopCounting();
    await pool.terminate();
  });

  for (const [title, call] of Object.entries(CALLS)) {
    it(`move no buffer that nobody has asked them to move: ${title}`, async () => {
      await call(pool);

      assert.deepEqual([movedSince(), await pool.apply(movedSince)], [0, 0]);
    });
  }

  it('move what they are asked to', async () => {
    const buffer = new ArrayBuffer(1 << 16);

    await pool.apply(identity, [buffer], { transfer: [buffer] });

    assert.equal(movedSince(), 1);
  });
});
