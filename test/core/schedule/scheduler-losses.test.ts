import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import {
  CrashLoopError,
  InitializerError,
  PoolTerminatedError,
  WorkerLostError,
} from '#dist/core/base/errors.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { resultOf } from '../handle/fake-channel.js';
import { errorOf, inShort, Stage, terminateAll } from './scheduler-stage.js';
import { sentTo, start, turn, work } from './stage.js';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] }));
afterEach(() => {
  terminateAll();
  mock.timers.reset();
});

describe('Scheduler, when a worker is lost,', () => {
  it('fails what it had started, and has the rest run by another', async () => {
    const stage = new Stage();
    stage.apply('first');
    await stage.ready(1);
    work(stage.worker(1), 0.01);
    const [a, b] = [stage.apply('a'), stage.apply('b')];
    await turn();
    start(stage.worker(1));

    await stage.worker(1).exit({ exitCode: 7 });
    await stage.ready(2);
    work(stage.worker(2));

    const error = errorOf(a);
    assert.ok(error instanceof WorkerLostError);
    assert.deepEqual([error.exitCode, error.workerId], [7, 1]);
    assert.deepEqual(inShort(b.outcomes), ['b!']);
  });

  it('fails a map as a whole', async () => {
    const stage = new Stage();
    const { outcomes } = stage.map(['a', 'b'], { size: 2 });
    await stage.ready(1);
    start(stage.worker(1));

    await stage.worker(1).exit();

    assert.deepEqual(inShort(outcomes), ['WorkerLostError']);
  });

  it('keeps the outcomes of a stream that have come, and fails the rest of the chunk', async () => {
    const stage = new Stage();
    const { outcomes } = stage.stream(['a', 'b', 'c'], { size: 3 });
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    stage
      .worker(1)
      .receive({ kind: 'started', chunkId: id, offset: 1, before: resultOf(id, ['a!']) });

    await stage.worker(1).exit();

    assert.deepEqual(inShort(outcomes), ['a!', 'WorkerLostError', 'WorkerLostError']);
  });

  it('fails with what the worker threw, where it could still say so', async () => {
    const stage = new Stage();
    const call = stage.apply('a');
    await stage.ready(1);
    start(stage.worker(1));

    stage.worker(1).receive({ kind: 'crashed', error: encodeError(new RangeError('in a timer')) });
    await stage.worker(1).exit();

    assert.deepEqual([errorOf(call).name, errorOf(call).message], ['RangeError', 'in a timer']);
  });

  it('runs what had no outcome again, where that is allowed, before everything else', async () => {
    const stage = new Stage();
    const { outcomes } = stage.stream(['a', 'b', 'c'], { size: 3 }, { retries: 1 });
    stage.apply('later');
    await stage.ready(1);
    const { id } = start(stage.worker(1));
    stage
      .worker(1)
      .receive({ kind: 'started', chunkId: id, offset: 1, before: resultOf(id, ['a!']) });
    await stage.worker(1).exit();
    await stage.ready(2);

    const again = start(stage.worker(2));

    assert.deepEqual([again.items, again.attempt], [['b', 'c'], 1]);
    assert.deepEqual(inShort(outcomes), ['a!']);
  });

  it('and no more often than is allowed', async () => {
    const stage = new Stage();
    const { outcomes } = stage.apply('a', { retries: 2 });
    for (const id of [1, 2, 3]) {
      await stage.ready(id);
      start(stage.worker(id));
      assert.deepEqual(outcomes, []);
      await stage.worker(id).exit();
    }

    assert.deepEqual(inShort(outcomes), ['WorkerLostError']);
  });

  it('does not run again what was moved there, started or not: it is gone', async () => {
    const stage = new Stage();
    const buffer = new ArrayBuffer(8);
    const { outcomes } = stage.apply(buffer, { retries: 5, transfer: [buffer] });
    await stage.ready(1);

    await stage.worker(1).exit();

    assert.deepEqual(inShort(outcomes), ['WorkerLostError']);
  });

  it('replaces the worker', async () => {
    const stage = new Stage({ workers: 2 });
    await stage.ready(1, 2);

    await stage.worker(1).exit();

    assert.deepEqual(
      [...stage.scheduler.workers].map(({ id }) => id),
      [2, 3],
    );
  });
});

describe('Scheduler, when workers do not survive being given an item,', () => {
  it('finds out which it is, fails that one alone, and has everything else run', async () => {
    const stage = new Stage();
    const { outcomes } = stage.stream(['a', 'poison', 'c', 'd'], { size: 4 });
    const crash = { signal: 'SIGSEGV', exitCode: null } as const;

    for (const id of [1, 2, 3]) {
      await stage.ready(id);
      await stage.worker(id).exit(crash);
      mock.timers.tick(1000); // the pause before the next start, if there is one
    }
    await stage.ready(4);
    for (let i = 0; i < 2; i += 1) {
      work(stage.worker(4));
      await turn();
    }
    await stage.worker(4).exit(crash);
    await stage.ready(5);
    await stage.worker(5).exit(crash);

    assert.deepEqual(
      [1, 2, 3, 4, 5].map((id) => sentTo(stage.worker(id)).flat()),
      [
        [['a', 'poison', 'c', 'd']], // in company, for all that is known
        [['a', 'poison', 'c', 'd']], // alone
        [['a', 'poison']], // the first half
        [['c', 'd'], ['a'], ['poison']], // the halves of it wait behind the second half
        [['poison']],
      ],
    );
    assert.deepEqual(inShort(outcomes), ['a!', 'WorkerLostError', 'c!', 'd!']);
    const poisoned = outcomes[1];
    assert.ok(poisoned?.ok === false && poisoned.error instanceof WorkerLostError);
    assert.match(poisoned.error.message, /3 workers were given this item/);
  });
});

describe('Scheduler gives up', () => {
  it('when an initializer fails: all work fails with that, also what comes later', async () => {
    const stage = new Stage({ workers: 2 });
    const before = stage.apply('a');
    const ready = assert.rejects(stage.scheduler.ready(), InitializerError);

    stage.worker(1).receive({ kind: 'init-failed', error: encodeError(new Error('no database')) });
    const later = stage.apply('b');
    await ready;

    for (const call of [before, later]) {
      assert.ok(errorOf(call) instanceof InitializerError);
      assert.match(errorOf(call).message, /worker 1 \(pid 1001\): Error: no database/);
    }
    assert.deepEqual(
      [1, 2].map((id) => stage.worker(id).log.includes('end')),
      [true, true],
    );
  });

  it('when workers end again and again before they are ready', async () => {
    const stage = new Stage();
    const call = stage.apply('a');

    for (let id = 1; id <= 5; id += 1) {
      assert.deepEqual(call.outcomes, []);
      await stage.worker(id).exit({ lastWords: 'no such module' });
      mock.timers.tick(1000);
    }

    assert.ok(errorOf(call) instanceof CrashLoopError);
    assert.match(
      errorOf(call).message,
      /5 times in a row before they were ready[^]*no such module/,
    );
    assert.equal(stage.transport.channels.length, 5);
    await assert.rejects(stage.scheduler.ready(), CrashLoopError);
  });

  it('when a worker was not ready in time, again and again', async () => {
    const stage = new Stage({ startTimeoutMs: 250 });
    const call = stage.apply('a');

    for (let id = 1; id <= 5; id += 1) {
      mock.timers.tick(250);
      await stage.worker(id).exit({ signal: 'SIGTERM', exitCode: null });
      mock.timers.tick(1000);
    }

    assert.match(errorOf(call).message, /was not ready after 250 ms/);
  });
});

describe('Scheduler, once it is closed,', () => {
  it('finishes what it has, and then stops its workers', async () => {
    const stage = new Stage();
    const { outcomes } = stage.apply('a');
    await stage.ready(1);

    stage.scheduler.close();
    const early = stage.worker(1).log.includes('stop');
    work(stage.worker(1));
    const ended = stage.scheduler.ended();
    await stage.worker(1).exit({ exitCode: 0 });
    await ended;

    assert.deepEqual([early, stage.worker(1).log.includes('stop')], [false, true]);
    assert.deepEqual([inShort(outcomes), stage.scheduler.state], [['a!'], 'closed']);
    assert.deepEqual([...stage.scheduler.workers], []);
  });

  it('stops its workers at once where it has nothing', async () => {
    const stage = new Stage({ workers: 2 });
    await stage.ready(1);

    stage.scheduler.close();

    assert.deepEqual([stage.worker(1).log.at(-1), stage.worker(2).log.at(-1)], ['stop', 'end']);
  });

  it('replaces a worker that is lost while there is work', async () => {
    const stage = new Stage();
    const call = stage.apply('a', { retries: 1 });
    await stage.ready(1);
    start(stage.worker(1));
    stage.scheduler.close();

    await stage.worker(1).exit();
    await stage.ready(2);
    work(stage.worker(2));

    assert.deepEqual(inShort(call.outcomes), ['a!']);
  });

  it('tells those who wait for all workers that they will never be ready', async () => {
    const stage = new Stage();
    const ready = stage.scheduler.ready();

    stage.scheduler.close();

    await assert.rejects(ready, /closed before all workers were ready/);
  });
});

describe('Scheduler, once it is terminated,', () => {
  it('fails all work, in the order in which it was submitted, and ends its workers', async () => {
    const stage = new Stage({ workers: 2 });
    await stage.ready(1);
    const order: string[] = [];
    const calls = ['a', 'b', 'c'].map((name) => {
      const call = stage.apply(name);
      call.job.onceOver(() => order.push(name));
      return call;
    });
    await turn();

    stage.scheduler.terminate();

    assert.deepEqual(order, ['a', 'b', 'c']);
    for (const call of calls) assert.ok(errorOf(call) instanceof PoolTerminatedError);
    assert.deepEqual(
      [1, 2].map((id) => stage.worker(id).log.includes('end')),
      [true, true],
    );
    assert.equal(stage.scheduler.state, 'terminated');
  });

  it('takes back what a worker has not started, so that it starts nothing more', async () => {
    const stage = new Stage();
    await stage.ready(1);
    stage.apply('a');
    await turn();
    stage.worker(1).news();

    stage.scheduler.terminate();

    assert.deepEqual(stage.worker(1).news().slice(0, 2), ['take back 1', 'drop 1']);
  });

  it('ends when the last worker has, and starts no other', async () => {
    const stage = new Stage({ workers: 2 });
    stage.scheduler.terminate();
    let hasEnded = false;
    const ended = stage.scheduler.ended().then(() => {
      hasEnded = true;
    });

    await stage.worker(1).exit();
    await turn();
    const withOne = hasEnded;
    await stage.worker(2).exit();
    await ended;

    assert.deepEqual([withOne, stage.transport.channels.length], [false, 2]);
  });

  it('insists when a worker does not end by being asked', async () => {
    const stage = new Stage({ killGraceMs: 500 });
    stage.scheduler.terminate();

    mock.timers.tick(499);
    const early = stage.worker(1).log.includes('kill');
    mock.timers.tick(1);

    assert.deepEqual([early, stage.worker(1).log.at(-1)], [false, 'kill']);
  });

  it('fails what is submitted afterwards', () => {
    const stage = new Stage();
    stage.scheduler.terminate();

    const call = stage.apply('late');

    assert.ok(errorOf(call) instanceof PoolTerminatedError);
  });

  it('can be terminated after it was closed; to close it then changes nothing', () => {
    const stage = new Stage();
    stage.scheduler.close();

    stage.scheduler.terminate();
    stage.scheduler.close();

    assert.equal(stage.scheduler.state, 'terminated');
  });
});

describe('Scheduler is ready', () => {
  it('when every worker is', async () => {
    const stage = new Stage({ workers: 2 });
    let isReady = false;
    const ready = stage.scheduler.ready().then(() => {
      isReady = true;
    });

    await stage.ready(1);
    const withOne = isReady;
    await stage.ready(2);
    await ready;

    assert.equal(withOne, false);
  });

  it('at once where they are already', async () => {
    const stage = new Stage();
    await stage.ready(1);

    await stage.scheduler.ready();
  });
});
