import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { ReaderLine } from '#dist/core/job/reader-line.js';
import { resultOf } from '../handle/fake-channel.js';
import { specOf } from '../job/fake-control.js';
import { inShort, Stage, terminateAll } from './scheduler-stage.js';
import { start, turn, work } from './stage.js';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] }));
afterEach(() => {
  terminateAll();
  mock.timers.reset();
});

describe('The items of a chunk that does not come to its end', () => {
  it('are lost with their worker, all that had no outcome', async () => {
    const stage = new Stage();
    const { outcomes } = stage.stream(['a', 'b', 'c'], { size: 3 });
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    const before = resultOf(id, ['a!']);
    stage.worker(1).receive({ kind: 'started', chunkId: id, offset: 1, before });

    await stage.worker(1).exit();

    const { done, lost } = stage.scheduler.stats().tasks;
    assert.deepEqual([done, lost], [1, 2]);
    assert.deepEqual(inShort(outcomes), ['a!', 'WorkerLostError', 'WorkerLostError']);
  });

  it('are retried if they may be, and counted for what they become then', async () => {
    const stage = new Stage();
    stage.stream(['a', 'b'], { size: 2 }, { retries: 1 });
    await stage.ready(1);
    start(stage.worker(1));

    await stage.worker(1).exit();
    const { retried, queued, lost } = stage.scheduler.stats().tasks;
    await stage.ready(2);
    work(stage.worker(2));

    assert.deepEqual([retried, queued, lost], [2, 2, 0]);
    assert.equal(stage.scheduler.stats().tasks.done, 2);
  });

  it('are lost, the one of which values have come, and retried those behind it', async () => {
    const stage = new Stage();
    const talk = { reports: false, abortable: false, ahead: 4 };
    const { job, outcomes } = stage.stream(
      ['a', 'b', 'c'],
      { size: 3 },
      { retries: 1, spec: specOf({ onError: 'go-on', timed: true, talk }) },
    );
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    const before = resultOf(id, ['a!']);
    stage.worker(1).receive({ kind: 'started', chunkId: id, offset: 1, before });
    const [handle] = stage.scheduler.workers;
    const chunk = handle?.inHand.get(id);
    assert.ok(chunk !== undefined);
    chunk.line = new ReaderLine({ ahead: 4, grant: () => {}, onChange: () => {} });
    chunk.line.noteValue(1);

    await stage.worker(1).exit();
    await stage.ready(2);
    const { items, attempt } = start(stage.worker(2));

    assert.deepEqual(
      [Array.from(items as ArrayLike<unknown>), attempt, job.isOver],
      [['c'], 1, false],
    );
    assert.deepEqual(inShort(outcomes), ['a!', 'WorkerLostError']);
    const { lost, retried } = stage.scheduler.stats().tasks;
    assert.deepEqual([lost, retried], [1, 1]);
  });

  it('are out of time, the one that ran; those behind it run again', async () => {
    const stage = new Stage();
    stage.stream(['a', 'b'], { size: 2 }, { timeoutMs: 100 });
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    const before = resultOf(id, []);
    stage.worker(1).receive({ kind: 'started', chunkId: id, offset: 0, before });

    mock.timers.tick(100);
    await turn();

    const { timedOut, queued } = stage.scheduler.stats().tasks;
    assert.deepEqual([timedOut, queued], [1, 1]);
  });

  it('are cancelled if nobody waits for them, and run to their end what is under way', async () => {
    const stage = new Stage();
    const { job } = stage.map(['a', 'b', 'c'], { size: 1 });
    await stage.ready(1);
    const chunk = start(stage.worker(1));

    job.abort(new Error('enough'), 'withdraw');

    const { cancelled, running } = stage.scheduler.stats().tasks;
    assert.deepEqual([cancelled, running], [2, 1]);
    stage.worker(1).done([chunk.id]);
    assert.equal(stage.scheduler.stats().tasks.done, 1);
  });

  it('are cancelled all of them if the pool ends', async () => {
    const stage = new Stage();
    stage.map(['a', 'b', 'c'], { size: 1 });
    await stage.ready(1);
    start(stage.worker(1));

    stage.scheduler.terminate();
    await stage.worker(1).exit();

    const { cancelled, lost, queued, running } = stage.scheduler.stats().tasks;
    assert.deepEqual([cancelled, lost, queued, running], [3, 0, 0, 0]);
  });
});
