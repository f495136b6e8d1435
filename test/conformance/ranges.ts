/** A range as items: every method knows it, and what crosses are three numbers. */
import assert from 'node:assert/strict';
import { Pool, range } from 'manyhands';
import { RecordingTransport } from './recording.ts';
import type { Subject } from './subject.ts';
import { square } from './tasks.ts';

export function ranges(subject: Subject): void {
  const numbers = range(3, 2000, 7);
  const squares = [...numbers].map(square);

  subject.it('maps over a range, as over the array of its numbers', async () => {
    await using pool = subject.pool(2);

    assert.deepEqual(await pool.map(square, numbers), squares);
    assert.deepEqual(await pool.mapAsync(square, numbers, { chunkSize: 'auto' }), squares);
    assert.deepEqual(await pool.map(square, numbers, { chunkSize: 1, timeout: 30_000 }), squares);
    assert.deepEqual(await pool.map(square, range(0)), []);
  });

  subject.it('streams over a range', async () => {
    await using pool = subject.pool(2);

    const ordered: number[] = [];
    for await (const each of pool.imap(square, numbers, { chunkSize: 10 })) ordered.push(each);
    const unordered: number[] = [];
    for await (const each of pool.imapUnordered(square, numbers)) unordered.push(each);

    assert.deepEqual(ordered, squares);
    assert.deepEqual(
      unordered.sort((a, b) => a - b),
      squares,
    );
  });

  subject.it('fails with the error of its item', async () => {
    await using pool = subject.pool(2);
    const failAt5 = (x: number): number => {
      if (x === 5) throw new RangeError('five');
      return x;
    };

    await assert.rejects(pool.map(failAt5, range(10)), { name: 'RangeError', message: 'five' });
  });

  subject.it('takes a range along in a function', async () => {
    await using pool = subject.pool();
    const captured = range(4, 0, -1);

    assert.deepEqual(await pool.apply(() => [...captured]), [4, 3, 2, 1]);
  });

  subject.it('refuses a map with more results than an array can hold', async () => {
    await using pool = subject.pool();

    await assert.rejects(pool.map(square, range(2 ** 33)), {
      code: 'ERR_POOL_OPTION',
      message: /^8589934592 items have more results than an array can hold/,
    });
  });

  if (subject.isCluster) return; // what a cluster sends is seen in test/core/wire

  subject.it('sends three numbers a chunk, whatever it is asked to do with them', async () => {
    const transport = new RecordingTransport(subject.kind);
    await using pool = new Pool({ workers: 2, transport });

    await pool.map(square, numbers);
    for await (const _ of pool.imap(square, numbers, { chunkSize: 50 }));

    assert.ok(transport.chunks.length > 8);
    const kinds = new Set(transport.chunks.map(({ items }) => items.constructor.name));
    assert.deepEqual([...kinds], ['NumberRange']);
  });
}
