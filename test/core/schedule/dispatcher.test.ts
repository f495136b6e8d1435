import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import { NotSendableError } from '#dist/core/base/errors.js';
import { Crew } from '#dist/core/handle/crew.js';
import type { CrewOptions } from '#dist/core/handle/crew-options.js';
import { Chunk, type ChunkOwner, NEVER } from '#dist/core/job/chunk.js';
import { Dispatcher } from '#dist/core/schedule/dispatcher.js';
import { TaskQueue } from '#dist/core/schedule/task-queue.js';
import { BLOCKED_MS } from '#dist/core/schedule/window.js';
import { type FakeChannel, FakeTransport } from '../handle/fake-channel.js';
import { specOf } from '../job/fake-control.js';
import { crewOptions, sentTo, start, turn, work } from './stage.js';

/** Takes what the dispatcher says of items that cannot be sent. */
class FakeOwner implements ChunkOwner {
  readonly spec = specOf();
  readonly number = 1;
  readonly since = NEVER;
  isOver = false;
  readonly pending = 0;
  readonly total = 100;
  readonly timeoutMs = undefined;
  readonly retries = 0;
  readonly abortGraceMs = 0;
  readonly submittedAt = undefined;
  transfer: ArrayBuffer[] | undefined;
  readonly failures: { position: number; error: unknown }[] = [];

  account(): void {
    // No more than an owner has to have.
  }

  hear(): void {
    // As `take`.
  }

  take(): void {
    // Results are the business of whoever has the chunk.
  }

  fail(chunk: Chunk, offset: number, error: unknown): void {
    this.failures.push({ position: chunk.first + offset, error });
  }

  observe(): Chunk[] {
    return [];
  }

  handBack(): Chunk[] {
    return [];
  }
}

class Stage {
  readonly transport = new FakeTransport();
  readonly queue = new TaskQueue();
  readonly owner = new FakeOwner();
  readonly dispatcher: Dispatcher;
  dispatches = 0;

  constructor(boundary: 'thread' | 'process' = 'process', more: Partial<CrewOptions> = {}) {
    const crew = new Crew<Chunk>(crewOptions(this.transport, more), {
      turnMs: () => this.dispatcher.moment().ms,
      onFreeSlots: () => this.dispatcher.onFreeSlots(),
      onSaid: () => {},
      onResult: () => {},
      onLoading: () => {},
      onTaskStart: () => {},
      onHandedBack: () => {},
      onLost: () => {},
      onInitFailed: () => {},
      onFinalizerFailed: () => {},
      onCrashLoop: () => {},
      onLoadFailed: () => {},
    });
    const onDispatched = (): unknown => (this.dispatches += 1);
    this.dispatcher = new Dispatcher({ crew, queue: this.queue, boundary, onDispatched });
    crew.start();
  }

  chunk(...items: readonly unknown[]): Chunk {
    return new Chunk(this.owner, { first: 0, items });
  }

  /** Lets workers 1 … `count` become ready. */
  async ready(count: number): Promise<void> {
    for (let id = 1; id <= count; id += 1) this.worker(id).ready();
    await turn();
  }

  worker(id: number): FakeChannel {
    return this.transport.channel(id);
  }

  /** From now on the function is known for tasks that take so long, in ms. */
  learn(itemMs: number): void {
    this.dispatcher.observe(this.chunk(0), 1, itemMs);
  }

  submit(...chunks: readonly Chunk[]): void {
    for (const chunk of chunks) this.queue.push(chunk);
    this.dispatcher.dispatchSoon();
  }

  async dispatch(...chunks: readonly Chunk[]): Promise<void> {
    this.submit(...chunks);
    await turn();
  }
}

const QUICK = 0.01;

/** Does so as a message of a worker would: from the event loop, not from a promise. */
async function asNews(receive: () => void): Promise<void> {
  setImmediate(receive);
  await turn();
  await turn();
}

afterEach(() => mock.reset());

describe('Dispatcher', () => {
  it('gives tasks that wait for their reader to workers that have nothing else in hand', async () => {
    const stage = new Stage('process', { workers: 2 });
    await stage.ready(2);
    stage.learn(QUICK);
    const talk = { reports: false, abortable: false, ahead: 1 };
    Object.assign(stage.owner, { spec: specOf({ talk }) });

    await stage.dispatch(stage.chunk(1), stage.chunk(2), stage.chunk(3));

    assert.deepEqual(
      [1, 2].map((id) => sentTo(stage.worker(id))),
      [[[[1]]], [[[2]]]],
    );
  });

  it('sends each worker one message for all that was submitted in one turn', async () => {
    const stage = new Stage('process', { workers: 2 });
    await stage.ready(2);
    stage.learn(QUICK);
    stage.dispatches = 0;

    for (let i = 0; i < 6; i += 1) {
      stage.queue.push(stage.chunk(i));
      stage.dispatcher.dispatchSoon();
    }
    const before = sentTo(stage.worker(1));
    await turn();

    assert.deepEqual(before, []);
    assert.deepEqual(
      [1, 2].map((id) => sentTo(stage.worker(id))),
      [[[[0], [2], [4]]], [[[1], [3], [5]]]],
    );
    assert.equal(stage.dispatches, 1);
  });

  it('looks once for a result and for what is submitted when it is heard of', async () => {
    const stage = new Stage();
    await stage.ready(1);
    await stage.dispatch(stage.chunk('a'));
    stage.dispatches = 0;

    await asNews(() => {
      work(stage.worker(1));
      void Promise.resolve().then(() => stage.submit(stage.chunk('b')));
    });

    assert.deepEqual(sentTo(stage.worker(1)), [[['a']], [['b']]]);
    assert.equal(stage.dispatches, 1);
  });

  it('gives what waits before anybody hears of a result', async () => {
    const stage = new Stage();
    await stage.ready(1);
    await stage.dispatch(stage.chunk('a'), stage.chunk('b'));
    const before = sentTo(stage.worker(1));
    let heard: unknown;

    await asNews(() => {
      work(stage.worker(1));
      void Promise.resolve().then(() => {
        heard = sentTo(stage.worker(1));
      });
    });

    assert.deepEqual([before, heard], [[[['a']]], [[['a']], [['b']]]]);
  });

  it('waits for workers to be ready', async () => {
    const stage = new Stage();

    await stage.dispatch(stage.chunk('a'));
    const before = sentTo(stage.worker(1));
    await stage.ready(1);

    assert.deepEqual([before, sentTo(stage.worker(1))], [[], [[['a']]]]);
  });

  it('gives one chunk while nothing is known of a function, and more when its tasks are quick', async () => {
    const stage = new Stage();
    await stage.ready(1);
    await stage.dispatch(...[1, 2, 3].map((item) => stage.chunk(item)));
    const unknown = sentTo(stage.worker(1));

    stage.learn(QUICK);
    work(stage.worker(1));
    await turn();

    assert.deepEqual([unknown, sentTo(stage.worker(1)).at(-1)], [[[[1]]], [[2], [3]]]);
  });

  it('gives a number of its own to each chunk each time it is given', async () => {
    const stage = new Stage();
    await stage.ready(1);
    const chunk = stage.chunk('a');
    await stage.dispatch(chunk);
    const first = chunk.id;
    work(stage.worker(1));

    await stage.dispatch(chunk);

    assert.deepEqual([first, chunk.id], [1, 2]);
  });

  it('gives few heavy chunks at a time, however quick they are', async () => {
    const stage = new Stage();
    await stage.ready(1);
    stage.learn(QUICK);
    const heavy = 'x'.repeat(1 << 20);

    await stage.dispatch(...[1, 2, 3].map(() => stage.chunk(heavy)));

    assert.deepEqual(
      sentTo(stage.worker(1)).map((chunks) => chunks.length),
      [2],
    );
  });

  it('starts workers again that had ended for having nothing to do', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    const stage = new Stage('process', { idleTimeoutMs: 100 });
    await stage.ready(1);
    mock.timers.tick(100);
    await stage.worker(1).exit({ exitCode: 0 });
    const ended = stage.transport.channels.length;

    await stage.dispatch(stage.chunk('a'));
    stage.worker(2).ready();
    await turn();

    assert.deepEqual([ended, sentTo(stage.worker(2))], [1, [[['a']]]]);
  });
});

describe('Dispatcher, where something cannot be sent,', () => {
  /** A stage whose workers cannot be sent 'bad'. */
  function stageWithout(bad: unknown): Stage {
    const stage = new Stage();
    stage.transport.refuse = (message) =>
      message.kind === 'run' && message.chunks.some(({ items }) => Array.from(items).includes(bad))
        ? new Error('could not be cloned')
        : undefined;
    return stage;
  }

  it('halves the chunk until the item is alone, and everything else runs', async () => {
    const stage = stageWithout('bad');
    await stage.ready(1);

    await stage.dispatch(stage.chunk('a', 'bad', 'c', 'd'));
    work(stage.worker(1)); // a
    await turn();
    work(stage.worker(1)); // c d

    assert.deepEqual(sentTo(stage.worker(1)), [[['a']], [['c', 'd']]]);
    const [failure] = stage.owner.failures;
    assert.deepEqual([stage.owner.failures.length, failure?.position], [1, 1]);
    assert.ok(failure?.error instanceof NotSendableError);
  });

  it('sends the other chunks of the message, each by itself', async () => {
    const stage = stageWithout('bad');
    await stage.ready(1);
    stage.learn(QUICK);

    await stage.dispatch(stage.chunk('a'), stage.chunk('bad'), stage.chunk('c'));

    assert.deepEqual(sentTo(stage.worker(1)), [[['a']], [['c']]]);
    assert.equal(stage.owner.failures.length, 1);
  });

  it('gives the place that was meant for it to the next', async () => {
    const stage = stageWithout('bad');
    await stage.ready(1);

    await stage.dispatch(stage.chunk('bad'), stage.chunk('b'));

    assert.deepEqual(sentTo(stage.worker(1)), [[['b']]]);
  });
});

describe('Dispatcher takes chunks back', () => {
  /** Worker 1 has started the first of so many chunks and has the others in hand, worker 2 is not ready. */
  async function withAllInOneHand(count: number): Promise<Stage> {
    const stage = new Stage('process', { workers: 2 });
    await stage.ready(1);
    stage.learn(QUICK);
    await stage.dispatch(...Array.from({ length: count }, (_, i) => stage.chunk(i)));
    start(stage.worker(1));
    return stage;
  }

  it('from the fullest hands for a worker that has nothing to do', async () => {
    const stage = await withAllInOneHand(4);

    stage.worker(2).ready();
    await turn();

    assert.deepEqual(sentTo(stage.worker(1)), [[[0], [1], [2], [3]], [[3]]]);
    assert.deepEqual(sentTo(stage.worker(2)), [[[1], [2]]]);
  });

  it('but never what has been started', async () => {
    const stage = await withAllInOneHand(1);

    stage.worker(2).ready();
    await turn();

    assert.deepEqual([sentTo(stage.worker(1)), sentTo(stage.worker(2))], [[[[0]]], []]);
  });

  it('but not while something else waits', async () => {
    const stage = await withAllInOneHand(3);
    stage.queue.push(stage.chunk('new'));

    stage.worker(2).ready();
    await turn();

    assert.deepEqual(sentTo(stage.worker(2)), [[['new']]]);
  });

  it('but not what was moved away', async () => {
    const stage = new Stage('thread', { workers: 2 });
    await stage.ready(1);
    stage.learn(QUICK);
    const buffer = new ArrayBuffer(8);
    stage.owner.transfer = [buffer];
    await stage.dispatch(stage.chunk(buffer));
    stage.owner.transfer = undefined;
    await stage.dispatch(stage.chunk('b'));

    stage.worker(2).ready();
    await turn();

    assert.deepEqual(sentTo(stage.worker(1)), [[[buffer]], [['b']]]);
    assert.deepEqual(sentTo(stage.worker(2)), [[['b']]]);
  });

  it('from behind one that takes long, for whoever is busy, too, and gives nothing more there', async () => {
    let nowMs = 0;
    mock.method(performance, 'now', () => nowMs);
    const stage = await withAllInOneHand(3);
    nowMs = BLOCKED_MS;
    stage.queue.push(stage.chunk('other'));
    stage.worker(2).ready();
    await turn();
    start(stage.worker(2));
    const inTime = sentTo(stage.worker(2));

    nowMs = BLOCKED_MS + 1;
    await stage.dispatch(stage.chunk('late'));

    assert.deepEqual(inTime, [[['other']]]);
    assert.deepEqual(sentTo(stage.worker(1)), [[[0], [1], [2]]]);
    assert.deepEqual(sentTo(stage.worker(2)).slice(1), [[[1], [2], ['late']]]);
  });
});

describe('Dispatcher sends by itself', () => {
  it('what may have ended a worker', async () => {
    const stage = new Stage();
    await stage.ready(1);
    stage.learn(QUICK);
    const suspect = stage.chunk('suspect');
    suspect.unstartedEnds = 1;

    await stage.dispatch(stage.chunk('a'), suspect, stage.chunk('b'));
    const first = sentTo(stage.worker(1));
    work(stage.worker(1));
    await turn();

    assert.deepEqual(first, [[['a']]]);
    assert.deepEqual(sentTo(stage.worker(1)).slice(1), [[['suspect']], [['b']]]);
  });

  it('what moves objects to a thread, and only its own', async () => {
    const stage = new Stage('thread');
    await stage.ready(1);
    stage.learn(QUICK);
    const [a, b] = [new ArrayBuffer(1), new ArrayBuffer(2)];
    stage.owner.transfer = [a, b];
    const chunks = [stage.chunk(a), stage.chunk('nothing in it'), stage.chunk(b)];

    await stage.dispatch(...chunks);
    work(stage.worker(1));
    await turn();
    work(stage.worker(1));
    await turn();

    const { sent, transfers } = stage.worker(1);
    assert.deepEqual(
      transfers.filter((_, i) => sent[i]?.kind === 'run'),
      [[a], [], [b]],
    );
    assert.deepEqual(
      chunks.map(({ isMoved }) => isMoved),
      [true, false, true],
    );
  });

  it('but moves nothing to a process, where everything is copied', async () => {
    const stage = new Stage('process');
    await stage.ready(1);
    stage.learn(QUICK);
    const buffer = new ArrayBuffer(8);
    stage.owner.transfer = [buffer];
    const chunks = [stage.chunk(buffer), stage.chunk(buffer)];

    await stage.dispatch(...chunks);

    assert.equal(sentTo(stage.worker(1)).length, 1);
    assert.deepEqual(
      [...stage.worker(1).transfers.flat(), ...chunks.map(({ isMoved }) => isMoved)],
      [false, false],
    );
  });

  it('from one that has not even begun, and gives it all again if nobody else is there', async () => {
    let nowMs = 0;
    mock.method(performance, 'now', () => nowMs);
    const stage = new Stage();
    await stage.ready(1);
    stage.learn(QUICK);
    await stage.dispatch(stage.chunk(0), stage.chunk(1));

    nowMs = BLOCKED_MS + 1;
    await stage.dispatch(stage.chunk('late'));

    assert.deepEqual(sentTo(stage.worker(1)), [
      [[0], [1]],
      [[0], [1], ['late']],
    ]);
    assert.ok(stage.queue.isEmpty);
  });
});
