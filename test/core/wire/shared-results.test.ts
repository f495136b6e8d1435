import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { MAX_RESULT_BYTES, SharedResults } from '#dist/core/wire/shared-results.js';

const LEAVE = new URL('programs/leave-shared-results.js', import.meta.url);

/** Two ends of one ring: the worker's and the pool's. */
function ends(): [worker: SharedResults, pool: SharedResults] {
  const worker = new SharedResults();
  return [worker, new SharedResults(worker.memory)];
}

function drained(pool: SharedResults, after = 0): string[] {
  const texts: string[] = [];
  pool.drain(after, (bytes, start, end) => texts.push(bytes.toString('utf8', start, end)));
  return texts;
}

describe('SharedResults', () => {
  it('come out in the order in which they were left, each once', () => {
    const [worker, pool] = ends();

    for (const text of ['a', '', 'a longer one', 'b']) worker.append(Buffer.from(text), 0);

    assert.deepEqual(drained(pool), ['a', '', 'a longer one', 'b']);
    assert.deepEqual(drained(pool), []);
  });

  it('wait for the messages that were posted before them', () => {
    const [worker, pool] = ends();
    worker.append(Buffer.from('before'), 0);
    worker.append(Buffer.from('after the first'), 1);

    const first = drained(pool, 0);
    const second = drained(pool, 1);

    assert.deepEqual([first, second], [['before'], ['after the first']]);
  });

  it('are refused when there is no room, or they are large, and nothing is lost by that', () => {
    const [worker, pool] = ends();
    const body = Buffer.alloc(MAX_RESULT_BYTES, 'x');

    let left = 0;
    while (worker.append(body, 0)) left += 1;

    assert.equal(worker.append(Buffer.alloc(MAX_RESULT_BYTES + 1), 0), false);
    assert.equal(drained(pool).length, left);
    assert.equal(worker.append(body, 0), true);
    assert.deepEqual(drained(pool), [body.toString()]);
  });

  it('go round the ring many times, whatever their sizes', () => {
    const [worker, pool] = ends();
    const texts = Array.from({ length: 5000 }, (_, i) => `${i} `.repeat((i * 7) % 199));
    const arrived: string[] = [];

    for (const text of texts) {
      while (!worker.append(Buffer.from(text), 0)) arrived.push(...drained(pool));
    }
    arrived.push(...drained(pool));

    assert.deepEqual(arrived, texts);
  });

  it('ring once until the pool has looked, and not at all while it looks by itself', () => {
    const [worker, pool] = ends();

    const rings = [worker.mustRing(), worker.mustRing()];
    pool.announce(true);
    const watched = worker.mustRing();
    pool.announce(false);

    assert.deepEqual([rings, watched, worker.mustRing()], [[true, false], false, true]);
  });

  it('ring for a worker that comes to rest, if something lies there and the pool looks by itself', () => {
    const [worker, pool] = ends();
    pool.announce(true);

    const empty = worker.mustRingBeforeIdle();
    worker.append(Buffer.from('a'), 0);
    const full = [worker.mustRingBeforeIdle(), worker.mustRingBeforeIdle()];
    pool.announce(false);

    assert.deepEqual([empty, full, worker.mustRingBeforeIdle()], [false, [true, false], false]);
  });

  it('arrive each once, in order, while another thread leaves them as fast as it can', async () => {
    const count = 200_000;
    const pool = new SharedResults();
    const thread = new Worker(LEAVE, { workerData: { memory: pool.memory, count } });
    let hasEnded = false;
    thread.once('exit', () => {
      hasEnded = true;
    });

    let next = 0;
    for (let isLast = false; !isLast; ) {
      isLast = hasEnded; // one look more, at what it left last
      pool.drain(0, (bytes, start) => {
        assert.equal(bytes.readUInt32LE(start), next);
        next += 1;
      });
      await setImmediate();
    }

    assert.equal(next, count);
  });
});
