import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { ChunkEvent, FailureEvent, WorkerEvent } from 'manyhands';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { resultOf } from '../handle/fake-channel.js';
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
      queued: 1,
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

  it('tells how many items wait: none at the end, those that run again among them', async () => {
    const stage = new Stage();
    stage.stream(['a', 'b'], { size: 1 }, { retries: 1 });
    await stage.ready(1);
    start(stage.worker(1));

    await stage.worker(1).exit();
    await stage.ready(2);
    work(stage.worker(2));
    await turn();
    work(stage.worker(2));

    assert.deepEqual(
      chunks.map(({ outcome, queued }) => [outcome, queued]),
      [
        ['lost', 2],
        ['ok', 1],
        ['ok', 0],
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

describe('manyhands:failure', () => {
  const failures: FailureEvent[] = [];
  const noteFailure = (event: unknown): unknown => failures.push(event as FailureEvent);
  beforeEach(() => subscribe('manyhands:failure', noteFailure));
  afterEach(() => {
    unsubscribe('manyhands:failure', noteFailure);
    failures.length = 0;
  });
  const inShort = (): unknown[] =>
    failures.map(({ outcome, index, items, worker, error }) => [
      outcome,
      index,
      items,
      worker,
      (error as Error).name,
    ]);

  it('tells of an item that failed, with the error that its caller gets', async () => {
    const stage = new Stage();
    const { job } = stage.stream(['a', 'b', 'c'], { size: 3 });
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    const error = encodeError(new RangeError('no b'));
    const result = { ...resultOf(id, ['a!', 'c!']), errors: [[1, error]] as const };

    stage.worker(1).receive({ kind: 'done', results: [result], memory: 0 });

    assert.deepEqual(inShort(), [['failed', 1, 1, 1, 'RangeError']]);
    const [event] = failures;
    assert.equal(event?.callId, job.number);
    assert.equal(event?.error, event?.error); // put together once
    assert.match(String((event?.error as Error | undefined)?.stack), /at worker 1/);
  });

  it('tells once of all items that are lost with their worker, and not of those that run again', async () => {
    const stage = new Stage();
    stage.stream(['a', 'b'], { size: 2 }, { retries: 1 });
    await stage.ready(1);
    start(stage.worker(1));

    await stage.worker(1).exit();
    const first = inShort();
    await stage.ready(2);
    start(stage.worker(2));
    await stage.worker(2).exit();

    assert.deepEqual(first, []);
    assert.deepEqual(inShort(), [['lost', 0, 2, 2, 'WorkerLostError']]);
  });

  it('tells of a task that took too long, and that once, whatever it threw later', async () => {
    const stage = new Stage();
    stage.stream(['a'], { size: 1 }, { timeoutMs: 100 });
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    const late = { ...resultOf(id, []), runMs: 150 };
    const errors = [[0, encodeError(new Error('late'))]] as const;

    stage.worker(1).receive({ kind: 'done', results: [{ ...late, errors }], memory: 0 });

    assert.deepEqual(inShort(), [['timedOut', 0, 1, 1, 'TaskTimeoutError']]);
  });

  it('tells nothing of what nobody waits for', async () => {
    const stage = new Stage();
    const { job } = stage.map(['a', 'b'], { size: 1 });
    await stage.ready(1);
    start(stage.worker(1));

    job.cancel(new Error('enough'));
    await stage.worker(1).exit();

    assert.deepEqual(inShort(), []);
  });
});
