import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Handle } from '#dist/core/handle/handle.js';
import { StuckWatch } from '#dist/core/handle/stuck-watch.js';
import type { RunChunk } from '#dist/core/wire/messages.js';

const LIMIT_MS = 100;

/** A worker as the watch sees it: what it has in hand, and whether it has started any of it. */
class Worker {
  readonly id: number;
  readonly inHand = new Map<number, null>();
  hasStarted = false;
  probes = 0;
  readonly ends: string[] = [];

  constructor(id: number, ...chunkIds: number[]) {
    this.id = id;
    for (const chunkId of chunkIds) this.inHand.set(chunkId, null);
  }

  probeUnstarted(): boolean {
    this.probes += 1;
    return !this.hasStarted;
  }

  end(reason: string): void {
    this.ends.push(reason);
  }
}

function watch(t: TestContext, workers: readonly Worker[]): StuckWatch<RunChunk> {
  t.mock.timers.enable({ apis: ['setInterval'] });
  return new StuckWatch(() => workers as unknown as Handle<RunChunk>[], LIMIT_MS);
}

describe('StuckWatch', () => {
  it('ends a worker that has not started what was first in hand at two looks in a row', (t) => {
    const worker = new Worker(1, 7, 8);
    watch(t, [worker]);

    t.mock.timers.tick(LIMIT_MS);
    assert.deepEqual(worker.ends, []);
    t.mock.timers.tick(LIMIT_MS);
    assert.deepEqual(worker.ends, ['stuck']);
  });

  it('leaves alone a worker that has started it, however long it runs', (t) => {
    const worker = new Worker(1, 7);
    worker.hasStarted = true;
    watch(t, [worker]);

    t.mock.timers.tick(10 * LIMIT_MS);

    assert.deepEqual(worker.ends, []);
  });

  it('asks nothing of a worker that gets on, nor of one that has nothing', (t) => {
    const [busy, idle] = [new Worker(1, 0), new Worker(2)];
    watch(t, [busy, idle]);

    for (let id = 1; id < 10; id += 1) {
      t.mock.timers.tick(LIMIT_MS);
      busy.inHand.clear();
      busy.inHand.set(id, null);
    }

    assert.deepEqual([busy.probes, idle.probes], [0, 0]);
  });

  it('takes one worker’s chunk for another’s never', (t) => {
    const [first, second] = [new Worker(1, 7), new Worker(2, 7)];
    const workers = [first];
    watch(t, workers);

    t.mock.timers.tick(LIMIT_MS);
    workers[0] = second; // the first has ended, and the second was given the chunk
    t.mock.timers.tick(LIMIT_MS);

    assert.deepEqual([first.ends, second.ends], [[], []]);
  });

  it('looks no more once it is stopped', (t) => {
    const worker = new Worker(1, 7);
    const stuckWatch = watch(t, [worker]);
    t.mock.timers.tick(LIMIT_MS);

    stuckWatch.stop();
    t.mock.timers.tick(10 * LIMIT_MS);

    assert.deepEqual(worker.ends, []);
  });
});
