import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outcome } from '#dist/core/base/outcome.js';
import type { Items } from '#dist/core/items/open-iterator.js';
import type { Chunk } from '#dist/core/job/chunk.js';
import type { JobOptions } from '#dist/core/job/job-options.js';
import { StreamJob } from '#dist/core/job/stream-job.js';
import type { StreamJobOptions } from '#dist/core/job/stream-options.js';
import { until } from '../../until.js';
import { FakeControl, itemsOf, jobOptions, thrownIn, valuesOf } from './fake-control.js';

interface Stage {
  readonly job: StreamJob;
  readonly control: FakeControl;
  /** Grows by one with each call of `onAvailable`. */
  readonly news: unknown[];
}

type Own = Partial<Omit<StreamJobOptions, 'items'>>;

function newJob(items: Items<unknown>, own: Own = {}, options: Partial<JobOptions> = {}): Stage {
  const [control, news] = [new FakeControl(), [] as unknown[]];
  const all: StreamJobOptions = {
    items,
    order: 'input',
    chunkSize: undefined,
    bufferSize: undefined,
    onAvailable: () => news.push('news'),
    ...own,
  };
  return { job: new StreamJob(jobOptions(options), all, control), control, news };
}

/** 0, 1, 2 …; counts what was read of it, and whether it was closed. */
class Numbers implements Iterable<number> {
  pulled = 0;
  isClosed = false;
  readonly #count: number;

  constructor(count = Number.POSITIVE_INFINITY) {
    this.#count = count;
  }

  *[Symbol.iterator](): Generator<number> {
    try {
      while (this.pulled < this.#count) yield this.pulled++;
    } finally {
      this.isClosed = true;
    }
  }
}

/** A source that gives an item when the test says so. */
class Tap implements AsyncIterable<unknown> {
  readonly #readers: ((result: IteratorResult<unknown>) => void)[] = [];
  isClosed = false;

  /** Gives items within one turn of the event loop. Settles when whoever reads has them. */
  async give(...items: readonly unknown[]): Promise<void> {
    for (const value of items) {
      const reader = this.#readers.shift();
      assert.ok(reader !== undefined, 'nobody reads');
      reader({ done: false, value });
      await new Promise<void>((resolve) => process.nextTick(resolve)); // after all promises have run
    }
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown> {
    return {
      next: async () => await new Promise((resolve) => this.#readers.push(resolve)),
      return: async () => {
        this.isClosed = true;
        return { done: true, value: undefined };
      },
    };
  }
}

/** The worker succeeds with every item of `chunk`: its value is ten times the item. */
function succeed(job: StreamJob, chunk: Chunk | undefined): void {
  assert.ok(chunk !== undefined);
  const values = [...chunk.items].map((item) => Number(item) * 10);
  job.take(chunk, valuesOf(chunk, values), 'worker 1');
}

function takeAll(job: StreamJob): Outcome<unknown>[] {
  const outcomes: Outcome<unknown>[] = [];
  for (let next = job.takeOutcome(); next !== undefined; next = job.takeOutcome())
    outcomes.push(next);
  return outcomes;
}

const value = (one: unknown): Outcome<unknown> => ({ ok: true, value: one });

// A source that has had this thread for some milliseconds is read on in the next turn of the event loop:
// not here, where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

describe('StreamJob reads its source', () => {
  it('not before it begins', () => {
    const source = new Numbers();

    newJob(source);

    assert.equal(source.pulled, 0);
  });

  it('so far ahead of its readers as its buffer is large', () => {
    const source = new Numbers();
    const { job, control } = newJob(source, { bufferSize: 3 });

    job.begin();

    assert.deepEqual(itemsOf(control.cut()), [[0], [1], [2]]);
    assert.equal(source.pulled, 3);
  });

  it('two chunks ahead for each worker, where nobody says otherwise', () => {
    const source = new Numbers();
    const { job, control } = newJob(source, { chunkSize: { size: 5 } }); // 2 workers

    job.begin();

    assert.deepEqual([source.pulled, control.cut().length], [20, 4]);
  });

  it('one item further for each reader that waits', () => {
    const source = new Numbers();
    const { job } = newJob(source, { bufferSize: 3 });
    job.begin();

    job.noteReaders(2);

    assert.equal(source.pulled, 5);
  });

  it('no further when a reader has gone, and not again when another comes for it', () => {
    const source = new Numbers();
    const { job } = newJob(source, { bufferSize: 3 });
    job.begin();
    job.noteReaders(2);

    job.noteReaders(0);
    job.noteReaders(2);

    assert.equal(source.pulled, 5);
  });

  it('one item further when one was taken, and not when it was only done', () => {
    const source = new Numbers();
    const { job, control } = newJob(source, { bufferSize: 2 });
    job.begin();
    const [first] = control.cut();
    succeed(job, first);
    const whenDone = source.pulled;

    job.takeOutcome();
    job.pull();

    assert.deepEqual([whenDone, source.pulled], [2, 3]);
  });

  it('to its end when it reads eagerly, whoever takes what comes', () => {
    const source = new Numbers(20);
    const { job, control } = newJob(source, { bufferSize: 1 });
    job.begin();

    job.readEagerly();

    assert.deepEqual([source.pulled, job.total, control.cut().length], [20, 20, 20]);
  });

  it('only so far as keeps all workers busy, however large its buffer is', async () => {
    const source = new Numbers();
    const { job, control } = newJob(source, { bufferSize: 1_000_000 });
    job.begin();
    await until('all that may be under way', () => source.pulled >= 2048);
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    const underWay = source.pulled;

    const [first] = control.cut();
    succeed(job, first);
    await until('one more', () => source.pulled > underWay);
    await nextTurn();

    assert.deepEqual([underWay, source.pulled], [2048, 2049]);
  });

  it('and says what it waits for: more of it, its reader, the task whose turn it is', async () => {
    const tap = new Tap();
    const { job, control } = newJob(tap, { bufferSize: 2 });
    job.begin();
    const seen = [job.waitsFor];

    await tap.give(1, 2);
    const [a, b] = control.cut();
    succeed(job, b);
    seen.push(job.waitsFor);
    succeed(job, a);
    seen.push(job.waitsFor);

    assert.deepEqual(seen, ['source', 'task', 'reader']);
    const short = newJob(new Numbers(1), { bufferSize: 2 }).job;
    short.begin();
    assert.equal(short.waitsFor, undefined); // it has been read to its end
  });

  it('never twice at a time, whoever asks for more while it is being read', () => {
    let [depth, deepest, given] = [0, 0, 0];
    const next = (): IteratorResult<number> => {
      depth += 1;
      deepest = Math.max(deepest, depth);
      if (given < 3) stage.job.noteReaders(given + 1);
      depth -= 1;
      return { done: given === 3, value: given++ };
    };
    const stage = newJob({ [Symbol.iterator]: () => ({ next }) }, { bufferSize: 1 });

    stage.job.begin();

    assert.deepEqual([deepest, itemsOf(stage.control.cut())], [1, [[0], [1], [2]]]);
  });

  it('bit by bit where it has to wait for it', async () => {
    const source = new Tap();
    const { job, control } = newJob(source, { bufferSize: 2 });
    job.begin();
    const atFirst = control.cut();

    await source.give('a', 'b');

    assert.deepEqual([atFirst, itemsOf(control.cut())], [[], [['a'], ['b']]]);
  });
});

describe('StreamJob cuts chunks', () => {
  it('of the size that was wished, the last one smaller', () => {
    const { job, control } = newJob(new Numbers(5), { chunkSize: { size: 2 }, bufferSize: 10 });

    job.begin();

    const chunks = control.cut();
    assert.deepEqual(itemsOf(chunks), [[0, 1], [2, 3], [4]]);
    assert.deepEqual(
      chunks.map(({ first }) => first),
      [0, 2, 4],
    );
  });

  it('no larger than its buffer, or none would ever be full', () => {
    const { job, control } = newJob(new Numbers(), { chunkSize: { size: 100 }, bufferSize: 3 });

    job.begin();

    assert.deepEqual(itemsOf(control.cut()), [[0, 1, 2]]);
  });

  it('that are not full when the source lets it wait, where it may choose their size', async () => {
    const source = new Tap();
    const { job, control } = newJob(source, { chunkSize: { size: 'auto', most: undefined } });
    job.begin();
    await source.give(0);
    const [first] = control.cut();
    assert.ok(first !== undefined);
    job.observe(first, 1, 0.001); // quick ones: four are a chunk now

    await source.give(1, 2);
    await until('a chunk', () => control.waiting.length > 0);

    assert.deepEqual(itemsOf(control.cut()), [[1, 2]]);
  });

  it('that are full, however long the source lets it wait, where their size was wished', async () => {
    const source = new Tap();
    const { job, control } = newJob(source, { chunkSize: { size: 3 } });
    job.begin();

    await source.give(0, 1);
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    const early = control.cut();
    await source.give(2);

    assert.deepEqual([early, itemsOf(control.cut())], [[], [[0, 1, 2]]]);
  });

  it('that there is room for: what others have taken meanwhile has to be free again', async () => {
    const source = new Tap();
    const { job, control } = newJob(source, { chunkSize: { size: 3 } });
    const waiting: { pull(): void }[] = [];
    Object.assign(control, { awaitRoom: (reader: { pull(): void }) => waiting.push(reader) });
    control.counts.most = 3;
    job.begin();
    await source.give(0, 1);
    control.counts.pending = 1;

    await source.give(2);
    const early = control.cut();
    control.counts.pending = 0;
    for (const reader of waiting.splice(0)) reader.pull();

    assert.deepEqual([early, itemsOf(control.cut())], [[], [[0, 1, 2]]]);
    assert.equal(control.counts.pending, 3);
  });

  it('and has none to be cut when asked: they are enqueued by themselves', () => {
    const { job } = newJob(new Numbers(5));
    job.begin();

    assert.equal(job.nextChunk(), undefined);
  });
});

describe('StreamJob gives outcomes', () => {
  it('in the order of the items, whichever comes first', () => {
    const { job, control } = newJob(new Numbers(3));
    job.begin();
    const [a, b, c] = control.cut();

    succeed(job, c);
    succeed(job, b);
    const before = takeAll(job);
    succeed(job, a);

    assert.deepEqual([before, takeAll(job)], [[], [value(0), value(10), value(20)]]);
  });

  it('as they come, where the order does not matter', () => {
    const { job, control } = newJob(new Numbers(3), { order: 'completion' });
    job.begin();
    const [a, b, c] = control.cut();

    for (const chunk of [c, a, b]) succeed(job, chunk);

    assert.deepEqual(takeAll(job), [value(20), value(0), value(10)]);
  });

  it('of items that failed, at their place among the others', () => {
    const { job, control } = newJob(new Numbers(3), { chunkSize: { size: 3 }, bufferSize: 3 });
    job.begin();
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);

    job.take(
      chunk,
      thrownIn(chunk, 1, { error: new RangeError('mine'), values: ['a', 'c'] }),
      'worker 1',
    );

    const [first, second, third] = takeAll(job);
    assert.deepEqual([first, third], [value('a'), value('c')]);
    assert.ok(second?.ok === false && second.error instanceof RangeError);
  });

  it('of items that were not run, and goes on with the others', () => {
    const { job, control } = newJob(new Numbers(2));
    job.begin();
    const [a, b] = control.cut();
    assert.ok(a !== undefined);

    job.fail(a, 0, 'lost');
    succeed(job, b);

    assert.deepEqual(takeAll(job), [{ ok: false, error: 'lost' }, value(10)]);
  });

  it('and says that there is news each time, and whether there is something to take', () => {
    const { job, control, news } = newJob(new Numbers(2));
    job.begin();
    const [a, b] = control.cut();

    succeed(job, b);
    const early = [news.length, job.hasOutcome];
    succeed(job, a);

    assert.deepEqual(
      [early, [news.length, job.hasOutcome]],
      [
        [1, false],
        [2, true],
      ],
    );
  });

  it('and knows of each chunk how far its outcomes have come', () => {
    const { job, control } = newJob(new Numbers(3), { chunkSize: { size: 3 }, bufferSize: 3 });
    job.begin();
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);

    job.take(chunk, valuesOf(chunk, ['a', 'b']), 'worker 1');

    assert.deepEqual([chunk.settled, job.done], [2, 2]);
  });

  it('and says how far it has come, with a total when the end is known', () => {
    const progress: unknown[] = [];
    const { job, control } = newJob(
      new Numbers(2),
      { bufferSize: 1 },
      { onProgress: (told) => progress.push(told) },
    );
    job.begin();

    succeed(job, control.cut()[0]);
    takeAll(job);
    job.pull();
    succeed(job, control.cut()[0]);
    takeAll(job);
    job.pull(); // reads the end

    assert.deepEqual(progress, [{ done: 1 }, { done: 2 }, { done: 2, total: 2 }]);
  });
});

describe('StreamJob is over', () => {
  it('when its source is at its end and every outcome is here, taken or not', () => {
    const { job, control } = newJob(new Numbers(2));
    job.begin();
    const [a, b] = control.cut();

    succeed(job, a);
    const early = job.isOver;
    succeed(job, b);

    assert.deepEqual([early, job.isOver, control.released], [false, true, ['none']]);
    assert.deepEqual(takeAll(job), [value(0), value(10)]);
  });

  it('at once where there is nothing to read', () => {
    const { job, control, news } = newJob([]);

    job.begin();

    assert.deepEqual(
      [job.isOver, job.total, control.released, news.length],
      [true, 0, ['none'], 1],
    );
  });

  it('with what its source throws, after the outcomes of all items before that', () => {
    const mine = new Error('mine');
    const source = (function* () {
      yield 0;
      throw mine;
    })();
    const { job, control } = newJob(source);
    job.begin();
    const [chunk] = control.cut();
    const early = takeAll(job);

    succeed(job, chunk);

    assert.deepEqual([early, takeAll(job)], [[], [value(0), { ok: false, error: mine }]]);
    assert.equal(job.isOver, true);
  });

  it('when it is cancelled: nobody wants what is here, and the reason is all there is to take', () => {
    const source = new Numbers();
    const { job, control } = newJob(source);
    job.begin();
    succeed(job, control.cut()[0]);

    job.cancel('enough');

    assert.deepEqual(takeAll(job), [{ ok: false, error: 'enough' }]);
    assert.deepEqual([job.isOver, control.released, source.isClosed], [true, ['kill'], true]);
  });

  it('when the pool is, and what is here stays to be taken', () => {
    const { job, control } = newJob(new Numbers());
    job.begin();
    succeed(job, control.cut()[0]);

    job.abort('terminated', 'none');

    assert.deepEqual(takeAll(job), [value(0), { ok: false, error: 'terminated' }]);
    assert.deepEqual(control.released, ['none']);
  });

  it('when it is closed: reads and cuts no more, and takes nothing that comes late', async () => {
    const source = new Numbers();
    const { job, control } = newJob(source, { chunkSize: { size: 3 }, bufferSize: 4 });
    job.begin();
    const [chunk] = control.cut();

    await job.close('withdraw');
    succeed(job, chunk);
    job.noteReaders(5);

    assert.deepEqual([source.pulled, source.isClosed, control.released], [4, true, ['withdraw']]);
    assert.deepEqual([control.cut(), takeAll(job)], [[], []]);
  });

  it('when it is closed during a read, and drops what that brings', async () => {
    const source = new Tap();
    const { job, control } = newJob(source);
    job.begin();

    await job.close('withdraw');
    await source.give('late');

    assert.deepEqual([source.isClosed, control.waiting], [true, []]);
    assert.equal(job.isOver, true);
  });

  it('counts what it has read and not cut with what ends then', async () => {
    const source = new Tap();
    const { job, control } = newJob(source, { chunkSize: { size: 4 } });
    job.begin();
    await source.give('a', 'b');
    assert.equal(control.counts.pending, 0);

    await job.close('withdraw');

    assert.deepEqual([job.pending, control.counts.pending], [2, 2]);
  });

  it('though its source fails while it is closed; that is told to whoever closes', async () => {
    const source = {
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: 0 }),
        return: () => {
          throw new Error('cannot close');
        },
      }),
    };
    const { job, control } = newJob(source as Iterable<unknown>);
    job.begin();

    await assert.rejects(job.close('withdraw'), { message: 'cannot close' });

    assert.deepEqual(control.released, ['withdraw']);
  });

  it('once: what is closed or cancelled after its end changes nothing', async () => {
    const { job, control } = newJob(new Numbers(1));
    job.begin();
    succeed(job, control.cut()[0]);

    job.cancel('late');
    await job.close('withdraw');

    assert.deepEqual([control.released, takeAll(job)], [['none'], [value(0)]]);
  });

  it('before it begins where it is cancelled, and its source is not read', () => {
    const source = new Numbers();
    const { job, control } = newJob(source);

    job.cancel('early');
    job.begin();

    assert.deepEqual([source.pulled, control.waiting], [0, []]);
    assert.deepEqual(takeAll(job), [{ ok: false, error: 'early' }]);
  });

  it('with what its progress callback throws, and then reads no more', () => {
    const source = new Numbers();
    const { job, control } = newJob(
      source,
      { bufferSize: 2 },
      {
        onProgress: () => {
          throw new Error('in the callback');
        },
      },
    );
    job.begin();

    succeed(job, control.cut()[0]);

    assert.deepEqual([source.pulled, source.isClosed], [2, true]);
    assert.deepEqual(takeAll(job), [{ ok: false, error: new Error('in the callback') }]);
  });

  it('and forgets what was not taken when it is told to', () => {
    const { job, control } = newJob(new Numbers(1));
    job.begin();
    succeed(job, control.cut()[0]);

    job.discard();

    assert.equal(job.hasOutcome, false);
  });
});
