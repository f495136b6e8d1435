import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { ChunkEvent, WorkerEvent } from 'manyhands';
import { Stage, terminateAll } from './scheduler-stage.js';
import { start, turn, work } from './stage.js';

const chunks: ChunkEvent[] = [];
const workers: WorkerEvent[] = [];
const noteChunk = (event: unknown): unknown => chunks.push(event as ChunkEvent);
const noteWorker = (event: unknown): unknown => workers.push(event as WorkerEvent);

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  subscribe('manyhands:chunk', noteChunk);
  subscribe('manyhands:worker', noteWorker);
});
afterEach(() => {
  unsubscribe('manyhands:chunk', noteChunk);
  unsubscribe('manyhands:worker', noteWorker);
  chunks.length = 0;
  workers.length = 0;
  terminateAll();
  mock.timers.reset();
});

describe('manyhands:chunk', () => {
  it('tells of each chunk that a worker has run', async () => {
    const stage = new Stage();
    const { job } = stage.map(['a', 'b', 'c'], { size: 2 });
    await stage.ready(1);

    work(stage.worker(1), 0);
    await turn();

    const [event] = chunks;
    const { waitMs = -1, ...rest } = event ?? {};
    assert.ok(waitMs >= 0);
    assert.deepEqual(rest, {
      pool: stage.scheduler.label,
      callId: job.number,
      worker: 1,
      items: 2,
      index: 0,
      runMs: 0,
      outcome: 'ok',
      attempt: 0,
      queued: 3,
      memory: 0,
    });
  });

  it('tells of a chunk that was lost, and of its next attempt', async () => {
    const stage = new Stage();
    stage.stream(['a'], { size: 1 }, { retries: 1 });
    await stage.ready(1);
    start(stage.worker(1));

    await stage.worker(1).exit();
    await stage.ready(2);
    work(stage.worker(2));

    assert.deepEqual(
      chunks.map(({ worker, outcome, attempt }) => [worker, outcome, attempt]),
      [
        [1, 'lost', 0],
        [2, 'ok', 1],
      ],
    );
  });

  it('tells of a chunk that was cancelled while it ran, and of none that had not started', async () => {
    const stage = new Stage();
    const { job } = stage.map(['a', 'b'], { size: 1 });
    await stage.ready(1);
    start(stage.worker(1));

    job.cancel(new Error('enough'));

    assert.deepEqual(
      chunks.map(({ outcome, index }) => [outcome, index]),
      [['cancelled', 0]],
    );
  });
});

describe('manyhands:worker', () => {
  it('tells of its start, that it is ready, and how it ended', async () => {
    const stage = new Stage();
    await stage.ready(1);

    await stage.worker(1).exit({ exitCode: 7 });

    const mine = workers.filter(({ id }) => id === 1);
    assert.deepEqual(
      mine.map(({ event, pid }) => [event, pid]),
      [
        ['start', 1001],
        ['ready', 1001],
        ['exit', 1001],
      ],
    );
    assert.match(mine[2]?.reason ?? '', /exit code 7/);
    assert.equal(mine[0]?.pool, stage.scheduler.label);
  });
});
