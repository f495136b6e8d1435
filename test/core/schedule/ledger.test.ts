import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ledger, MAX_SAMPLES, type WatchedWorker } from '#dist/core/schedule/ledger.js';

function worker(more: Partial<WatchedWorker> = {}): WatchedWorker {
  return {
    id: 1,
    pid: 42,
    state: 'idle',
    inHand: { size: 0 },
    frontSinceMs: 0,
    openedAtMs: 0,
    readyAtMs: 10,
    traffic: { sent: 0, received: 0 },
    readMemory: () => 5000,
    ...more,
  };
}

const sample = { items: 1, runMs: 4, waitMs: 2, index: 0, worker: 1, fn: 'f' };

describe('Ledger', () => {
  it('tells how long tasks ran and waited, a chunk of several by their mean', () => {
    const ledger = new Ledger(0);
    ledger.add({ ...sample, items: 4, runMs: 8 });

    const { run, wait } = ledger.read([], 0, 100);

    assert.deepEqual([run.count, run.mean, wait.count, wait.max], [4, 2, 4, 2]);
  });

  it('has the five slowest, the slowest first', () => {
    const ledger = new Ledger(0);
    for (const runMs of [3, 9, 1, 7, 5, 8, 2]) ledger.add({ ...sample, runMs, index: runMs });

    const { slowest } = ledger.read([], 0, 100);

    assert.deepEqual(slowest[0], { fn: 'f', index: 9, runMs: 9 });
    assert.deepEqual(
      slowest.map(({ runMs }) => runMs),
      [9, 8, 7, 5, 3],
    );
  });

  it('looks into its samples when there is no room for more', () => {
    const ledger = new Ledger(0);

    for (let i = 0; i < 2 * MAX_SAMPLES + 1; i += 1) ledger.add(sample);

    assert.equal(ledger.samples.used, 1);
    assert.equal(ledger.read([], 0, 100).run.count, 2 * MAX_SAMPLES + 1);
  });

  it('lists workers with what they have done, what they do now included', () => {
    const ledger = new Ledger(0);
    ledger.counts.pending = 5;
    ledger.add(sample);
    const busy = worker({ state: 'busy', inHand: { size: 2 }, frontSinceMs: 90 });

    const { perWorker, tasks, workers, utilization } = ledger.read([busy], 0, 110);

    const { id, pid } = busy;
    assert.deepEqual(perWorker, [
      { id, pid, state: 'busy', tasks: 1, busyMs: 24, startMs: 10, memory: 5000 },
    ]);
    assert.deepEqual([tasks.queued, tasks.running, workers.busy], [4, 1, 1]);
    assert.equal(utilization, 0.24);
  });

  it('keeps what workers did that have ended, and lists them no more', () => {
    const ledger = new Ledger(0);
    ledger.add(sample);
    ledger.onExit(worker({ traffic: { sent: 7, received: 8 } }), 20);

    const stats = ledger.read([], 1, 100);

    assert.deepEqual(
      [stats.run.count, stats.bytesSent, stats.bytesReceived, stats.workers.replaced],
      [1, 7, 8, 1],
    );
    assert.deepEqual([stats.perWorker, stats.utilization], [[], 0.4]);
  });

  it('counts from now on after a reset: bytes, replaced workers and the running task as well', () => {
    const ledger = new Ledger(0);
    ledger.add(sample);
    const busy = worker({
      inHand: { size: 1 },
      frontSinceMs: 50,
      traffic: { sent: 7, received: 8 },
    });
    ledger.reset([busy], 3, 100);
    ledger.add({ ...sample, runMs: 60 }); // ten of it were after the reset

    const now = worker({ traffic: { sent: 10, received: 8 } });
    const stats = ledger.read([now], 4, 110);

    assert.deepEqual(
      [stats.bytesSent, stats.bytesReceived, stats.workers.replaced, stats.sinceMs],
      [3, 0, 1, 10],
    );
    assert.deepEqual([stats.run.count, stats.perWorker[0]?.busyMs, stats.utilization], [1, 10, 1]);
  });
});
