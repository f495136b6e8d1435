import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { TaskTimeoutError } from '#dist/core/base/errors.js';
import { type Expiry, TimeLimits } from '#dist/core/schedule/time-limits.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { ReaderLine } from '#dist/core/job/reader-line.js';
import type { Handle } from '#dist/core/handle/handle.js';
import { CollectJob } from '#dist/core/job/collect-job.js';
import { FakeControl, jobOptions } from '../job/fake-control.js';
import { turn } from './stage.js';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
afterEach(() => mock.timers.reset());

/** A worker that runs a chunk of two items, and what has expired. */
function stage(timeoutMs: number | undefined, running = true) {
  const own = { chunkSize: undefined, onOutcome: () => {} };
  const job = new CollectJob(jobOptions({ timeoutMs }), own, new FakeControl());
  const chunk = new Chunk(job, { first: 0, items: ['a', 'b'] });
  const endIfRunning = (isIt: (chunk: Chunk) => boolean): Chunk[] | undefined =>
    running && isIt(chunk) ? [] : undefined;
  const handle = { id: 1, endIfRunning } as Partial<Handle<Chunk>> as Handle<Chunk>; // no more is asked of it
  const expired: Expiry[] = [];
  const limits = new TimeLimits(500, (expiry) => expired.push(expiry));
  return { limits, handle, chunk, expired };
}

describe('TimeLimits', () => {
  it('ends a task that runs for too long, and that task alone', async () => {
    const { limits, handle, chunk, expired } = stage(100);
    limits.startTask(handle, chunk, 0);

    mock.timers.tick(100);
    await turn();

    assert.deepEqual([expired.length, expired[0]?.to, expired[0]?.chunk], [1, 1, chunk]);
    assert.ok(expired[0]?.error instanceof TaskTimeoutError);
  });

  it('does not count the time for which a task waits for its reader', async (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    const { limits, handle, chunk, expired } = stage(100);
    chunk.line = new ReaderLine({ ahead: 1, grant: () => {}, onChange: () => {} });
    limits.startTask(handle, chunk, 0);

    chunk.line.noteValue(0);
    nowMs = 60;
    chunk.line.noteRead();
    nowMs = 100;
    mock.timers.tick(100);
    await turn();
    const before = expired.length;
    mock.timers.tick(60);
    await turn();

    assert.deepEqual([before, expired.length], [0, 1]);
  });

  it('ends a worker that does not come to load a module, with the whole chunk', async () => {
    const { limits, handle, chunk, expired } = stage(undefined);
    limits.startLoading(handle, chunk);

    mock.timers.tick(500);
    await turn();

    assert.equal(expired[0]?.to, 2);
  });

  it('says nothing of a task that is stopped in time, has no limit, or has just been done', async () => {
    const stopped = stage(100);
    stopped.limits.startTask(stopped.handle, stopped.chunk, 0);
    stopped.limits.stop(1);
    const unlimited = stage(undefined);
    unlimited.limits.startTask(unlimited.handle, unlimited.chunk, 0);
    const done = stage(100, false);
    done.limits.startTask(done.handle, done.chunk, 0);

    mock.timers.tick(1000);
    await turn();

    assert.deepEqual([stopped.expired, unlimited.expired, done.expired], [[], [], []]);
  });
});
