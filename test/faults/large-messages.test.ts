/** Messages of more than one system call can write, and of more than a frame can be. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Pool } from 'manyhands';
import { failOnLeaks } from '../leaks.ts';

const GIB = 2 ** 30;
const MORE_THAN_ONE_WRITE = Math.floor(2.1 * GIB);

/** These take some 12 GB of memory and, on a small machine, minutes. */
const skip =
  process.env['MANYHANDS_TEST_LARGE'] === undefined
    ? 'set MANYHANDS_TEST_LARGE on a machine with 16 GB of free memory'
    : false;

failOnLeaks();

it('a result of more than 2 GiB arrives whole', { skip }, async () => {
  await using pool = new Pool(1);
  const make = (length: number): Uint8Array => new Uint8Array(length).fill(7, -1);

  const bytes = await pool.apply(make, [MORE_THAN_ONE_WRITE]);

  assert.deepEqual([bytes.length, bytes.at(0), bytes.at(-1)], [MORE_THAN_ONE_WRITE, 0, 7]);
});

it('an argument of more than 2 GiB arrives whole', { skip }, async () => {
  await using pool = new Pool(1);
  const ends = (bytes: Uint8Array): unknown => [bytes.length, bytes.at(0), bytes.at(-1)];

  const seen = await pool.apply(ends, [new Uint8Array(MORE_THAN_ONE_WRITE).fill(7, -1)]);

  assert.deepEqual(seen, [MORE_THAN_ONE_WRITE, 0, 7]);
});

it('a result of more than 4 GiB is refused, and the pool goes on', { skip }, async () => {
  await using pool = new Pool(1);
  const make = (length: number): Uint8Array[] => [1, 2, 3].map(() => new Uint8Array(length));

  await assert.rejects(pool.apply(make, [1.5 * GIB]), { code: 'ERR_POOL_NOT_SENDABLE' });

  assert.equal(await pool.apply((x: number) => x + 1, [1]), 2);
});
