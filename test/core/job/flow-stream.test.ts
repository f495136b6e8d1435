import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { Items } from '#dist/core/items/open-iterator.js';
import { LOCAL_PACE } from '#dist/core/job/chunk-size.js';
import { FlowStream, type FlowStreamOptions } from '#dist/core/job/flow-stream.js';
import { FakeControl } from './fake-control.js';
import { answer, answerError, FOLD_OPTIONS } from './flow-stage.js';

// A source that has had this thread for some milliseconds is read on in the next turn of the event loop:
// not here, where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

function begin(items: Items<unknown>, own: Partial<FlowStreamOptions> = {}) {
  const control = new FakeControl();
  const news: unknown[] = [];
  const options: FlowStreamOptions = {
    items,
    chunkSize: { size: 2 },
    bufferSize: undefined,
    pace: LOCAL_PACE,
    isOrdered: true,
    onAvailable: () => news.push('news'),
    ...own,
  };
  const job = new FlowStream(FOLD_OPTIONS, options, control);
  job.begin();
  return { job, control, news };
}

function takeAll(job: FlowStream): unknown[] {
  const taken: unknown[] = [];
  while (job.hasOutcome) {
    const outcome = job.takeOutcome();
    taken.push(outcome?.ok === true ? outcome.value : String(outcome?.error));
    job.pull();
  }
  return taken;
}

describe('A chain that is read', () => {
  it('gives values in the order of the items, of each item as many as there are', () => {
    const { job, control } = begin(['a', 'b', 'c', 'd', 'e', 'f']);
    const [first, second, third] = control.cut();

    answer(third, ['e', 'f']);
    const early = takeAll(job);
    answer(first, ['a', 'aa', 'aaa']);
    answer(second, []);

    assert.deepEqual([early, takeAll(job)], [[], ['a', 'aa', 'aaa', 'e', 'f']]);
    assert.ok(job.isOver);
  });

  it('gives them as they come, if it is asked to', () => {
    const { job, control } = begin(['a', 'b', 'c', 'd'], { isOrdered: false });
    const [first, second] = control.cut();

    answer(second, ['c']);
    answer(first, ['a']);

    assert.deepEqual(takeAll(job), ['c', 'a']);
  });

  it('cuts as far ahead of its reader as it may, in items', () => {
    const { job, control } = begin(Array.from({ length: 100 }, String), { bufferSize: 4 });

    const chunks = control.cut();
    answer(chunks[0], []); // no values: done with
    const more = control.cut();
    answer(chunks[1], ['x', 'y', 'z']);
    job.takeOutcome();
    job.pull();
    const still = control.cut();
    const rest = takeAll(job);

    assert.deepEqual([chunks.length, more.length, still.length, rest], [2, 1, 0, ['y', 'z']]);
    assert.equal(control.cut().length, 1);
  });

  it('is allowed one more item by each reader that waits', () => {
    const { job, control } = begin(['a', 'b', 'c'], { bufferSize: 1, chunkSize: { size: 1 } });
    const before = control.cut();

    job.noteReaders(1);

    assert.deepEqual([before.length, control.cut().length], [1, 1]);
  });

  it('waits for no reader when it has to come to its end', () => {
    const { job, control } = begin(['a', 'b', 'c'], { bufferSize: 1 });
    const [first] = control.cut();

    answer(first, ['a']);
    const before = control.cut();
    job.readEagerly();

    assert.deepEqual([before.length, control.cut().length], [0, 1]);
  });

  it('gives what is ready before an error, then the error, then nothing', () => {
    const { job, control, news } = begin(['a', 'b', 'c', 'd', 'e', 'f']);
    const [first, second, third] = control.cut();

    answer(first, ['a']);
    answer(third, ['never']);
    answerError(second, new RangeError('mine'));

    assert.deepEqual(takeAll(job), ['a', 'RangeError: mine']);
    assert.deepEqual([job.isOver, control.released], [true, ['withdraw']]);
    assert.ok(news.length >= 2);
  });

  it('gives nothing but the reason, when it is cancelled', () => {
    const { job, control } = begin(['a', 'b']);
    answer(control.cut()[0], ['a', 'b']);
    const other = begin(['a', 'b', 'c', 'd']);
    answer(other.control.cut()[0], ['a']);

    other.job.cancel(new Error('enough'));

    assert.deepEqual(takeAll(other.job), ['Error: enough']);
    assert.deepEqual(takeAll(job), ['a', 'b']); // was over before
  });

  it('closes its source when its reader leaves, and waits for that', async () => {
    const log: string[] = [];
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: async () => ({ done: false as const, value: 1 }),
        return: async () => {
          await new Promise((resolve) => setImmediate(resolve));
          log.push('cleaned up');
          return { done: true as const, value: undefined };
        },
      }),
    };
    const { job } = begin(source);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();

    await job.close('withdraw');
    log.push('closed');
    job.discard();

    assert.deepEqual([log, job.hasOutcome], [['cleaned up', 'closed'], false]);
  });
});
