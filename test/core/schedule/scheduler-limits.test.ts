import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { TaskTimeoutError } from '#dist/core/base/errors.js';
import { type FakeChannel, resultOf } from '../handle/fake-channel.js';
import { specOf } from '../job/fake-control.js';
import { errorOf, inShort, Stage, terminateAll } from './scheduler-stage.js';
import { finish, sentTo, start, turn, work } from './stage.js';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] }));
afterEach(() => {
  terminateAll();
  mock.timers.reset();
});

const LIMIT = { timeoutMs: 100, spec: specOf({ timed: true }) };

/** The worker says that a task of its chunk starts; `before`: the values of those before it. */
function tellStart(worker: FakeChannel, chunkId: number, before: readonly unknown[] = []): void {
  const offset = before.length;
  worker.receive({ kind: 'started', chunkId, offset, before: resultOf(chunkId, before) });
}

describe('Scheduler, where tasks have a time limit,', () => {
  it('fails a task that takes longer, and ends its worker', async () => {
    const stage = new Stage();
    const call = stage.apply('slow', LIMIT);
    await stage.ready(1);
    tellStart(stage.worker(1), start(stage.worker(1)).id);

    mock.timers.tick(99);
    await turn();
    const early = [...call.outcomes];
    mock.timers.tick(1);
    await turn();

    assert.deepEqual(early, []);
    assert.ok(errorOf(call) instanceof TaskTimeoutError);
    assert.match(errorOf(call).message, /^'f' ran longer than its timeout of 100 ms/);
    assert.ok(stage.worker(1).log.includes('end'));
  });

  it('counts from the start of each task', async () => {
    const stage = new Stage();
    const { outcomes } = stage.stream(['a', 'b'], { size: 2 }, { timeoutMs: 100 });
    await stage.ready(1);
    const chunk = start(stage.worker(1));
    tellStart(stage.worker(1), chunk.id);
    mock.timers.tick(99);

    tellStart(stage.worker(1), chunk.id, ['a!']);
    mock.timers.tick(99);
    await turn();

    assert.deepEqual(inShort(outcomes), ['a!']);
    assert.ok(!stage.worker(1).log.includes('end'));
  });

  it('has the items behind it, and what waited for it, run by another worker', async () => {
    const stage = new Stage();
    stage.apply('first');
    await stage.ready(1);
    work(stage.worker(1), 0.01);
    const slow = stage.stream(['a', 'slow', 'c'], { size: 3 }, { timeoutMs: 100 });
    const other = stage.apply('other');
    await turn();
    const chunk = start(stage.worker(1));
    tellStart(stage.worker(1), chunk.id, ['a!']);

    mock.timers.tick(100);
    await turn();
    await stage.worker(1).exit({ signal: 'SIGTERM', exitCode: null });
    await stage.ready(2);
    while (stage.worker(2).tickets.waiting.length > 0) {
      work(stage.worker(2));
      await turn();
    }

    assert.deepEqual(inShort(slow.outcomes), ['a!', 'TaskTimeoutError', 'c!']);
    assert.deepEqual(inShort(other.outcomes), ['other!']);
  });

  it('believes a result that has come by the time it would have acted', async () => {
    const stage = new Stage();
    const { outcomes } = stage.apply('just in time', LIMIT);
    await stage.ready(1);
    const chunk = start(stage.worker(1));
    tellStart(stage.worker(1), chunk.id);

    mock.timers.tick(100);
    finish(stage.worker(1), chunk);
    await turn();

    assert.deepEqual(inShort(outcomes), ['just in time!']);
    assert.ok(!stage.worker(1).log.includes('end'));
  });

  it('counts no longer when the task is done', async () => {
    const stage = new Stage();
    const { outcomes } = stage.apply('quick', LIMIT);
    await stage.ready(1);
    const chunk = start(stage.worker(1));
    tellStart(stage.worker(1), chunk.id);
    finish(stage.worker(1), chunk);

    mock.timers.tick(1000);
    await turn();

    assert.deepEqual(inShort(outcomes), ['quick!']);
    assert.ok(!stage.worker(1).log.includes('end'));
  });

  it('counts no longer when the worker is lost', async () => {
    const stage = new Stage();
    const { outcomes } = stage.apply('lost', LIMIT);
    await stage.ready(1);
    tellStart(stage.worker(1), start(stage.worker(1)).id);
    await stage.worker(1).exit();

    mock.timers.tick(1000);
    await turn();

    assert.deepEqual(inShort(outcomes), ['WorkerLostError']);
  });
});

describe('Scheduler, where a module is being loaded,', () => {
  it('fails the whole chunk when that takes longer than a start may', async () => {
    const stage = new Stage({ startTimeoutMs: 500 });
    const { outcomes } = stage.stream(['a', 'b'], { size: 2 });
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    stage.worker(1).receive({ kind: 'loading', chunkId: id, isOver: false });

    mock.timers.tick(500);
    await turn();

    assert.deepEqual(inShort(outcomes), ['TaskTimeoutError', 'TaskTimeoutError']);
    assert.ok(stage.worker(1).log.includes('end'));
  });

  it('says what was not loaded in time', async () => {
    const stage = new Stage({ startTimeoutMs: 500 });
    const call = stage.apply('a');
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    stage.worker(1).receive({ kind: 'loading', chunkId: id, isOver: false });

    mock.timers.tick(500);
    await turn();

    assert.match(errorOf(call).message, /^'f' was not loaded after 500 ms \(startTimeout\)/);
  });

  it('has what waited behind it run by another worker', async () => {
    const stage = new Stage({ startTimeoutMs: 500 });
    stage.apply('first');
    await stage.ready(1);
    work(stage.worker(1), 0.01);
    stage.apply('never loaded');
    const other = stage.apply('other');
    await turn();
    const { id } = start(stage.worker(1));
    stage.worker(1).receive({ kind: 'loading', chunkId: id, isOver: false });

    mock.timers.tick(500);
    await turn();
    await stage.worker(1).exit();
    await stage.ready(2);
    work(stage.worker(2));

    assert.deepEqual(sentTo(stage.worker(2)), [[[['other']]]]);
    assert.deepEqual(inShort(other.outcomes), ['other!']);
  });

  it('counts no longer when it is loaded', async () => {
    const stage = new Stage({ startTimeoutMs: 500 });
    const { outcomes } = stage.apply('a');
    await stage.ready(1);
    const chunk = start(stage.worker(1));
    stage.worker(1).receive({ kind: 'loading', chunkId: chunk.id, isOver: false });
    stage.worker(1).receive({ kind: 'loading', chunkId: chunk.id, isOver: true });

    mock.timers.tick(400);
    mock.timers.tick(400);
    await turn();
    finish(stage.worker(1), chunk);

    assert.deepEqual(inShort(outcomes), ['a!']);
  });
});
