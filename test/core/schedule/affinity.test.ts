import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Handle } from '#dist/core/handle/handle.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { Affinity } from '#dist/core/schedule/affinity.js';
import { TaskQueue } from '#dist/core/schedule/task-queue.js';

/** A worker that has room for one chunk at a time. */
class FakeWorker {
  state = 'idle';
  freeSlots = 10;
  isSpent = false;
  readonly concurrency = 1;
  readonly inHand = new Map<number, Chunk>();
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  get handle(): Handle<Chunk> {
    return this as unknown as Handle<Chunk>; // all that is asked of it
  }
}

class World {
  nowMs = 0;
  readonly given: string[] = [];
  readonly queue = new TaskQueue();
  readonly affinity: Affinity;
  readonly workers = ['one', 'two'].map((name) => new FakeWorker(name));

  constructor() {
    this.affinity = new Affinity({
      queue: this.queue,
      nowMs: () => this.nowMs,
      onImpatient: () => {},
      give: (handle, chunk) => {
        const worker = handle as unknown as FakeWorker;
        worker.inHand.set(worker.inHand.size, chunk);
        this.given.push(`${Array.from(chunk.items).join(' ')} to ${worker.name}`);
      },
    });
  }

  /** A chunk called `name` waits. */
  add(name: string, affinity?: string): void {
    this.queue.push(chunkOf(name, affinity));
  }

  /** What was given to whom. */
  dispatch(): string[] {
    this.affinity.dispatch(this.workers.map(({ handle }) => handle));
    return this.given.splice(0);
  }

  /** The worker has done what it had. */
  free(at: number): void {
    this.workers[at]?.inHand.clear();
  }
}

function chunkOf(name: string, affinity?: string): Chunk {
  const job = { affinity, isOver: false, since: { ms: 0 } };
  return new Chunk(job as never, { first: 0, items: [name] });
}

describe('Affinity', () => {
  const worlds: World[] = [];
  const open = (): World => {
    const world = new World();
    worlds.push(world);
    return world;
  };
  afterEach(() => {
    for (const world of worlds.splice(0)) {
      world.nowMs = Number.POSITIVE_INFINITY;
      world.dispatch();
    }
  });

  it('gives what has a key to the worker that has run it', () => {
    const world = open();
    world.add('a1', 'a');
    world.add('b1', 'b');
    assert.deepEqual(world.dispatch(), ['a1 to one', 'b1 to two']);
    world.free(0);
    world.free(1);

    world.add('b2', 'b');
    world.add('a2', 'a');

    assert.deepEqual(world.dispatch(), ['b2 to two', 'a2 to one']);
  });

  it('lets it wait for 50 ms, and others go by', () => {
    const world = open();
    world.add('a1', 'a');
    assert.deepEqual(world.dispatch(), ['a1 to one']);

    world.add('a2', 'a');
    world.add('plain');
    assert.deepEqual(world.dispatch(), ['plain to two']);
    world.free(1);
    world.nowMs = 49;
    assert.deepEqual(world.dispatch(), []);
    world.nowMs = 50;
    assert.deepEqual(world.dispatch(), ['a2 to two']);
  });

  it('gives it to its worker as soon as that has nothing to do', () => {
    const world = open();
    world.add('a1', 'a');
    world.dispatch();
    world.add('a2', 'a');
    world.add('a3', 'a');
    assert.deepEqual(world.dispatch(), []);

    world.free(0);

    assert.deepEqual(world.dispatch(), ['a2 to one']);
  });

  it('does not wait for a worker that is gone, or gets nothing more', () => {
    const world = open();
    world.add('a1', 'a');
    world.dispatch();
    world.add('a2', 'a');
    assert.deepEqual(world.dispatch(), []);

    const [one] = world.workers;
    assert.ok(one);
    one.isSpent = true;

    assert.deepEqual(world.dispatch(), ['a2 to two']);
  });

  it('remembers the thousand latest keys of a worker', () => {
    const world = open();
    for (let i = 0; i <= 1000; i += 1) {
      world.add(`${i}`, `key ${i}`);
      assert.deepEqual(world.dispatch(), [`${i} to one`]);
      world.free(0);
    }
    world.add('busy', 'key 1000');
    world.dispatch();

    world.add('forgotten', 'key 0');
    world.add('known', 'key 1');

    assert.deepEqual(world.dispatch(), ['forgotten to two']);
  });
});
