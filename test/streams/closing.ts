/** Leaving an iterator early stops and closes its source, and drops what has not started. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { ResultIterator } from 'manyhands';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { note, noteAndWait, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { naturals, Observed, range, Stalling } from './observed.ts';

export function closing(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const [way, leave] of WAYS_TO_LEAVE) {
    for (const kind of ['sync', 'async'] as const) {
      subject.it(
        `closes ${kind === 'sync' ? 'a' : 'an async'} source once, and reads no more of it, after ${way}`,
        async () => {
          const pool = two();
          const source = new Observed(naturals());
          const results = pool.imap(square, source[kind](), { bufferSize: 3 });

          // On a busy machine the first read may be a turn later; a generator that has not begun has nothing to close.
          await until('the source is read', () => source.pulled > 0);
          await leave(results);
          const { pulled } = source;
          await pool.apply(square, [1]);

          assert.deepEqual([source.closed, source.pulled], [1, pulled]);
          assert.deepEqual(await results.next(), { done: true, value: undefined });
        },
      );
    }
  }

  subject.it('drops chunks that have not started', async () => {
    using stage = new Stage();
    const pool = one();
    const items = range(100).map((n) => [stage.log, stage.gate, n] as const);
    const results = pool.istarmap(noteAndWait, items, { bufferSize: 5 });
    await stage.reaches(1);

    await results.return();
    stage.open();
    await pool.apply(note, [stage.log, 'next job']);

    assert.deepEqual(stage.lines, ['0', 'next job']);
  });

  subject.it('ends all who wait', async () => {
    const pool = one();
    const results = pool.imap(square, new Stalling<number>([]));
    const waiting = [results.next(), results.next(), results.next()];

    await results.return();

    const end = { done: true, value: undefined };
    assert.deepEqual(await Promise.all(waiting), [end, end, end]);
  });

  subject.it('frees results that nobody read', async () => {
    const pool = one();
    const results = pool.imap(square, range(3), { bufferSize: 3 });
    await until('all results', () => results.progress.done === 3);

    await results.return();

    assert.deepEqual(await results.next(), { done: true, value: undefined });
  });

  subject.it('may be closed again, and after its end', async () => {
    const pool = one();
    const source = new Observed(range(2));
    const results = pool.imap(square, source.sync());
    for await (const _ of results);

    const ends = [await results.return(), await results.return()];

    assert.deepEqual(ends, [END, END]);
    assert.equal(source.closed, 1);
  });

  subject.it('hands on what a source throws while it is closed', async () => {
    const pool = one();
    const broken = new Error('cannot close');
    const source = (function* () {
      try {
        yield* naturals();
      } finally {
        throw broken; // oxlint-disable-line no-unsafe-finally -- that is the subject
      }
    })();
    const results = pool.imap(square, source);
    await results.next(); // a generator that has not begun has nothing to close

    await assert.rejects(results.return(), (error) => error === broken);

    assert.deepEqual(await results.next(), END);
  });

  subject.it('lets a source close the iteration that it feeds', async () => {
    const pool = one();
    let closed = 0;
    let leave = async (): Promise<void> => {};
    const source = (function* () {
      try {
        yield 1;
        void leave();
        yield 2;
      } finally {
        closed += 1;
      }
    })();
    const results = pool.imap(square, source, { bufferSize: 1 });
    leave = async () => {
      await results.return();
    };

    await results.next();
    await pool.apply(square, [3]);

    assert.deepEqual(await results.next(), END);
    assert.equal(closed, 1);
  });

  subject.it('does not wait for a source that is itself waiting, but tells it', async () => {
    const pool = one();
    const source = new Stalling([1, 2]);
    const results = pool.imap(square, source);
    await results.next();

    await results.return();

    assert.equal(source.returned, 1);
  });

  subject.it(
    "destroys a Node stream that is waiting for data, as a loop's break would",
    async () => {
      const pool = one();
      const source = new Readable({ objectMode: true, read: () => {} });
      source.push(1);
      const results = pool.imap(square, source);
      await results.next();

      await results.return();

      assert.equal(source.destroyed, true);
    },
  );

  subject.it('cancels a web stream that is waiting for data', async () => {
    const pool = one();
    let cancelled = 0;
    const source = new ReadableStream<number>({
      start: (controller) => controller.enqueue(1),
      cancel: () => {
        cancelled += 1;
      },
    });
    const results = pool.imap(square, source);
    await results.next();

    await results.return();

    assert.equal(cancelled, 1);
    assert.equal(source.locked, false);
  });
}

const END = { done: true, value: undefined } as const;

type Leave = (results: ResultIterator<number>) => Promise<unknown>;

const WAYS_TO_LEAVE: readonly (readonly [way: string, leave: Leave])[] = [
  [
    'break',
    async (results) => {
      for await (const _ of results) break;
    },
  ],
  [
    'an error in the body of the loop',
    async (results) => {
      const body = async (): Promise<void> => {
        for await (const _ of results) throw new Error('enough');
      };
      await assert.rejects(body(), { message: 'enough' });
    },
  ],
  ['return()', async (results) => await results.return()],
  [
    'throw()',
    async (results) =>
      await assert.rejects(results.throw(new Error('enough')), { message: 'enough' }),
  ],
  [
    'the end of an `await using` block',
    async (results) => {
      await using owned = results;
      await owned.next();
    },
  ],
];
