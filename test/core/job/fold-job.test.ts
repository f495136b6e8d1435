import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import type { Outcome } from '#dist/core/base/outcome.js';
import type { Items } from '#dist/core/items/open-iterator.js';
import { LOCAL_PACE } from '#dist/core/job/chunk-size.js';
import { FoldJob, type FoldJobOptions } from '#dist/core/job/fold-job.js';
import { ListPartials, type Partials } from '#dist/core/job/partials.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';
import { FakeControl, itemsOf } from './fake-control.js';
import { answer, answerError, FOLD_OPTIONS, partialOf } from './flow-stage.js';

// A source that has had this thread for some milliseconds is read on in the next turn of the event loop:
// not here, where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => mock.timers.reset());

function begin(items: Items<unknown>, own: Partial<FoldJobOptions> = {}) {
  const control = new FakeControl();
  const outcomes: Outcome<unknown>[] = [];
  const options: FoldJobOptions = {
    items,
    chunkSize: { size: 2 },
    bufferSize: undefined,
    pace: LOCAL_PACE,
    partials: new ListPartials(true),
    onOutcome: (outcome) => outcomes.push(outcome),
    ...own,
  };
  const job = new FoldJob(FOLD_OPTIONS, options, control);
  job.begin();
  return { job, control, outcomes };
}

/** Settles with the values that `when` says. */
function settling(when: (values: ArrayLike<unknown>) => ReturnType<Partials['add']>): Partials {
  return { add: ({ values }) => when(values), finish: () => 'settled' };
}

describe('A chain with one result', () => {
  it('cuts its items in pieces, and puts together what they come to', () => {
    const { control, outcomes, job } = begin(['a', 'b', 'c', 'd', 'e']);
    const [first, second, third] = control.cut();

    answer(third, ['E']);
    answer(first, ['A', 'B']);
    answer(second, []);

    assert.deepEqual(itemsOf([first, second, third].flatMap((chunk) => chunk ?? [])), [
      ['a', 'b'],
      ['c', 'd'],
      ['e'],
    ]);
    assert.deepEqual(outcomes, [{ ok: true, value: ['A', 'B', 'E'] }]);
    assert.deepEqual([job.isOver, job.done, job.total, control.released], [true, 5, 5, ['none']]);
  });

  it('has a result at once where there are no items', () => {
    const { outcomes, control } = begin([]);

    assert.deepEqual([outcomes, control.waiting], [[{ ok: true, value: [] }], []]);
  });

  it('cuts no more than its buffer holds beyond what is done', () => {
    const { control } = begin(Array.from({ length: 20 }, String), { bufferSize: 5 });

    const before = control.cut();
    answer(before[0], []);
    const after = control.cut();

    assert.deepEqual([before.length, after.length], [2, 1]);
  });

  it('runs again what a worker hands back, and counts each item once', () => {
    const { job, control, outcomes } = begin(['a', 'b', 'c', 'd'], { chunkSize: { size: 4 } });
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);

    const rest = job.observe(chunk, 1, 5);
    job.take(chunk, partialOf(chunk, ['A'], 1), 'worker 1');
    for (const each of rest)
      answer(
        each,
        [...each.items].map((x) => String(x).toUpperCase()),
      );

    assert.deepEqual(itemsOf(rest), [['b', 'c', 'd']]);
    assert.deepEqual(outcomes, [{ ok: true, value: ['A', 'B', 'C', 'D'] }]);
  });

  it('fails with the first error, and drops the rest', () => {
    const { control, outcomes, job } = begin(['a', 'b', 'c', 'd']);
    const [first, second] = control.cut();

    answerError(second, new RangeError('mine'));
    answer(first, ['A']);

    const [outcome] = outcomes;
    assert.ok(outcome?.ok === false && outcome.error instanceof RangeError);
    assert.deepEqual([outcomes.length, job.isOver, control.released], [1, true, ['withdraw']]);
  });

  it('fails with what its partials throw when they are joined, or at the end', () => {
    const mine = new Error('mine');
    const throwing = (): never => {
      throw mine;
    };
    const [joining, ending] = [
      begin(['a'], { partials: { add: throwing, finish: throwing } }),
      begin(['a'], { partials: { add: () => 'more', finish: throwing } }),
    ];

    for (const { control } of [joining, ending]) answer(control.cut()[0], ['A']);

    for (const { outcomes } of [joining, ending])
      assert.deepEqual(outcomes, [{ ok: false, error: mine }]);
  });

  it('fails with what could not be read of a result', () => {
    const { job, control, outcomes } = begin(['a']);
    const [chunk] = control.cut();
    assert.ok(chunk !== undefined);
    const values = new UnreadableList(1, new Error('why'));

    job.take(chunk, { ...partialOf(chunk, []), values }, 'worker 1');

    const [outcome] = outcomes;
    assert.ok(outcome?.ok === false);
    assert.match(String(outcome.error), /a result of 'f' to the caller/);
  });

  it('is settled before its end, when nothing else can change the result', () => {
    const { control, outcomes, job } = begin(Array.from({ length: 100 }, String), {
      partials: settling(() => 'settled'),
    });

    answer(control.cut()[0], []);

    assert.deepEqual(outcomes, [{ ok: true, value: 'settled' }]);
    assert.deepEqual([job.isOver, control.released], [true, ['withdraw']]);
  });

  it('cuts no more when what is cut is enough, but waits for that', () => {
    let isClosed = false;
    const endless = (function* () {
      try {
        for (;;) yield 1;
      } finally {
        isClosed = true;
      }
    })();
    const { control, outcomes, job } = begin(endless, { partials: settling(() => 'enough') });
    const chunks = control.cut();

    answer(chunks[1], []);
    const [later, before] = [control.cut(), [...outcomes]];
    for (const chunk of chunks) if (chunk !== chunks[1]) answer(chunk, []);

    assert.deepEqual([later, before, isClosed], [[], [], true]);
    assert.deepEqual(outcomes, [{ ok: true, value: 'settled' }]);
    assert.equal(job.total, chunks.length * 2);
  });

  it('fails with what its source throws, when the items before it are done', () => {
    const mine = new Error('mine');
    const broken = (function* () {
      yield* [1, 2, 3];
      throw mine;
    })();
    const { control, outcomes } = begin(broken);
    const chunks = control.cut();

    const before = [...outcomes];
    for (const chunk of chunks) answer(chunk, []);

    assert.deepEqual([chunks.length, before, outcomes], [2, [], [{ ok: false, error: mine }]]);
  });

  it('fails with what its items throw when they are read at once', () => {
    const mine = new Error('mine');
    const items = new Proxy([1], {
      get: () => {
        throw mine;
      },
    });

    assert.deepEqual(begin(items).outcomes, [{ ok: false, error: mine }]);
  });
});
