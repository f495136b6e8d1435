/** How far a source is read: pulled ≤ consumed + waiting readers + `bufferSize`, and no item less. */
import assert from 'node:assert/strict';
import { ResultIterator } from 'manyhands';
import type { Subject } from '../conformance/subject.ts';
import { identity, square } from '../conformance/tasks.ts';
import { until } from '../until.ts';
import { Lead, naturals, Observed, range } from './observed.ts';
import { readAll } from './reading.ts';

export function laziness(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const chunkSize of [1, 2, 3, 7, 'auto'] as const) {
    for (const bufferSize of [1, 2, 3, 8]) {
      for (const kind of ['sync', 'async'] as const) {
        const title = `chunks of ${chunkSize} and a buffer of ${bufferSize}`;
        subject.it(
          `reads ${kind === 'sync' ? 'a' : 'an async'} source as far as it may, with ${title}`,
          async () => {
            const pool = two();
            const lead = new Lead(bufferSize);
            const source = kind === 'sync' ? lead.watch(range(40)) : lead.watchLater(range(40));
            const results = pool.imap(identity<number>, source, { chunkSize, bufferSize });

            const seen: unknown[] = [];
            for (
              let next = await lead.next(results);
              next.done !== true;
              next = await lead.next(results)
            ) {
              seen.push(next.value);
            }

            assert.deepEqual(seen, range(40));
            assert.equal(lead.excess, 0);
          },
        );
      }
    }
  }

  subject.it('reads as many items as the buffer holds while nobody reads the results', async () => {
    const pool = two();
    const source = new Observed(naturals());

    const results = pool.imap(square, source.sync(), { bufferSize: 5 });
    await until('five results', () => results.progress.done === 5);

    assert.equal(source.pulled, 5);
    await results.return();
  });

  subject.it('reads one more item for each that is consumed', async () => {
    const pool = two();
    const source = new Observed(naturals());
    const results = pool.imap(square, source.sync(), { bufferSize: 3 });
    await until('three results', () => results.progress.done === 3);

    for (const pulled of [4, 5, 6]) {
      await results.next();
      await until('one more item', () => results.progress.done === pulled);
      assert.equal(source.pulled, pulled);
    }
    await results.return();
  });

  subject.it('reads one more item for each reader that waits', async () => {
    const pool = two();
    const source = new Observed(naturals());
    const results = pool.imap(square, source.sync(), { bufferSize: 1 });

    const waiting = [results.next(), results.next(), results.next()];
    await until('four items', () => source.pulled === 4);
    await Promise.all(waiting);
    await until('a full buffer', () => results.progress.done === 4);

    assert.equal(source.pulled, 4);
    await results.return();
  });

  for (const chunkSize of [1, 3]) {
    subject.it(
      `buffers two chunks per worker if nothing else is asked for, in chunks of ${chunkSize}`,
      async () => {
        const pool = two();
        const source = new Observed(naturals());

        const results = pool.imapUnordered(square, source.sync(), { chunkSize });
        await until('a full buffer', () => results.progress.done === 4 * chunkSize);

        assert.equal(source.pulled, 4 * chunkSize);
        await results.return();
      },
    );
  }

  subject.it('cuts chunks to the buffer if that is smaller', async () => {
    const pool = two();

    const results = pool.imap(square, range(7), { chunkSize: 100, bufferSize: 2 });

    assert.deepEqual(await readAll(results), range(7).map(square));
  });

  subject.it('stays lazy after close', async () => {
    await using pool = subject.pool(2);
    const lead = new Lead(2);
    const results = pool.imap(identity<number>, lead.watch(range(20)), { bufferSize: 2 });

    pool.close();
    while ((await lead.next(results)).done !== true);
    await pool.join();

    assert.deepEqual([lead.pulled, lead.excess], [20, 0]);
  });

  subject.it(
    'reads everything when the pool is joined, as if nobody waited for a reader',
    async () => {
      await using pool = subject.pool(2);
      const source = new Observed(range(50));
      const results = pool.imap(square, source.sync(), { bufferSize: 2 });

      pool.close();
      await pool.join();

      assert.equal(source.pulled, 50);
      assert.deepEqual(await readAll(results), range(50).map(square));
    },
  );

  subject.it('returns at once, whatever the source is like', async () => {
    const pool = one();

    const results = pool.imap(square, naturals());

    assert.ok(results instanceof ResultIterator);
    assert.deepEqual(await results.next(), { done: false, value: 0 });
    await results.return();
  });
}
