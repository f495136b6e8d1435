/** A range as items: every method knows it, and what crosses are three numbers. */
import assert from 'node:assert/strict';
import { range } from 'manyhands';
import { sharedRecording } from './recording.ts';
import type { Subject } from './subject.ts';
import { square } from './tasks.ts';

export function ranges(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);
  const recorded = sharedRecording(subject, 2);

  const numbers = range(3, 2000, 7);
  const squares = [...numbers].map(square);

  subject.it('maps over a range, as over the array of its numbers', async () => {
    const pool = two();

    assert.deepEqual(await pool.map(square, numbers), squares);
    assert.deepEqual(await pool.mapAsync(square, numbers, { chunkSize: 'auto' }), squares);
    assert.deepEqual(await pool.map(square, numbers, { chunkSize: 1, timeout: 30_000 }), squares);
    assert.deepEqual(await pool.map(square, range(0)), []);
  });

  subject.it('streams over a range', async () => {
    const pool = two();

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
    const pool = two();
    const failAt5 = (x: number): number => {
      if (x === 5) throw new RangeError('five');
      return x;
    };

    await assert.rejects(pool.map(failAt5, range(10)), { name: 'RangeError', message: 'five' });
  });

  subject.it('takes a range along in a function', async () => {
    const pool = one();
    const captured = range(4, 0, -1);

    assert.deepEqual(await pool.apply(() => [...captured]), [4, 3, 2, 1]);
  });

  subject.it('refuses a map with more results than an array can hold', async () => {
    const pool = one();

    await assert.rejects(pool.map(square, range(2 ** 33)), {
      code: 'ERR_POOL_OPTION',
      message: /^8589934592 items have more results than an array can hold/,
    });
  });

  if (subject.isCluster) return; // what a cluster sends is seen in test/core/wire

  subject.it('sends three numbers a chunk, whatever it is asked to do with them', async () => {
    const { pool, transport } = recorded();

    await pool.map(square, numbers);
    for await (const _ of pool.imap(square, numbers, { chunkSize: 50 }));

    assert.ok(transport.chunks.length > 8);
    const kinds = new Set(transport.chunks.map(({ items }) => items.constructor.name));
    assert.deepEqual([...kinds], ['NumberRange']);
  });
}
