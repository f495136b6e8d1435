/** `onProgress`, and the counts on iterators and results. */
import assert from 'node:assert/strict';
import type { Progress } from 'manyhands';
import type { Subject } from '../conformance/subject.ts';
import { identity, root, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { naturals, Observed, range } from './observed.ts';
import { readAll, readOutcomes } from './reading.ts';

export function progress(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const chunkSize of [1, 4, 'auto'] as const) {
    subject.it(
      `counts the items of a map up to all of them, in chunks of ${chunkSize}`,
      async () => {
        const pool = two();
        const seen: Progress[] = [];

        await pool.map(square, range(30), { chunkSize, onProgress: (now) => seen.push(now) });

        assertCountsUp(seen, 30);
        assert.ok(seen.every(({ total }) => total === 30));
      },
    );

    for (const kind of ['sync', 'async'] as const) {
      subject.it(
        `counts up to the end of ${kind === 'sync' ? 'a' : 'an async'} source, in chunks of ${chunkSize}`,
        async () => {
          const pool = two();
          const seen: Progress[] = [];
          const source = new Observed(range(30))[kind]();

          const results = pool.imap(square, source, {
            chunkSize,
            onProgress: (now) => seen.push(now),
          });
          await readAll(results);

          assertCountsUp(seen, 30);
          assert.deepEqual(results.progress, { done: 30, total: 30 });
        },
      );
    }
  }

  subject.it('counts items that failed', async () => {
    const pool = two();
    const seen: Progress[] = [];

    const results = pool.imap(root, [1, -1, 4, -4], { onProgress: (now) => seen.push(now) });
    await readOutcomes(results);

    assertCountsUp(seen, 4);
  });

  subject.it('does not know the total of an endless source', async () => {
    const pool = two();
    const results = pool.imap(square, naturals(), { bufferSize: 3 });

    await until('three results', () => results.progress.done === 3);

    assert.deepEqual(results.progress, { done: 3 });
    await results.return();
  });

  subject.it('shows on a result how far its call has come', async () => {
    const pool = two();
    const result = pool.mapAsync(square, range(5));
    const before = result.progress;

    await result;

    assert.deepEqual(
      [before, result.progress],
      [
        { done: 0, total: 5 },
        { done: 5, total: 5 },
      ],
    );
  });

  subject.it('is not told of calls without any item', async () => {
    const pool = one();
    const seen: Progress[] = [];
    const onProgress = (now: Progress): number => seen.push(now);

    await pool.map(square, [], { onProgress });
    await readAll(pool.imap(square, [], { onProgress }));

    assert.deepEqual(seen, []);
  });

  subject.it('fails a map whose callback throws at the very end', async () => {
    const pool = two();
    const onProgress = ({ done, total }: Progress): void => {
      if (done === total) throw new Error('progress');
    };

    await assert.rejects(pool.map(square, range(20), { onProgress }), { message: 'progress' });
  });

  for (const [how, onProgress] of FAILING) {
    subject.it(`fails the call alone if the callback ${how}`, async () => {
      const pool = two();
      const other = pool.mapAsync(identity<number>, range(20));

      const results = pool.imap(square, naturals(), { onProgress });

      await assert.rejects(readAll(results), { message: 'progress' });
      assert.deepEqual(await other, range(20));
    });
  }
}

/** Never back, never beyond, and at last all of them with the total known. */
function assertCountsUp(seen: readonly Progress[], count: number): void {
  const done = seen.map((now) => now.done);
  assert.deepEqual(
    done,
    [...done].sort((a, b) => a - b),
  );
  assert.deepEqual(seen.at(-1), { done: count, total: count });
}

const FAILING: readonly (readonly [how: string, onProgress: () => void])[] = [
  [
    'throws',
    () => {
      throw new Error('progress');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('progress');
    },
  ],
];
