/** Whatever can be iterated can be a source, and the results can go wherever iterators go. */
import assert from 'node:assert/strict';
import { createReadStream, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { PassThrough, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { Stage } from '../conformance/stage.ts';
import type { Subject } from '../conformance/subject.ts';
import { add, identity, square } from '../conformance/tasks.ts';
import { Observed, range } from './observed.ts';
import { readAll } from './reading.ts';

export function sources(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  for (const [name, make, expected] of SOURCES) {
    subject.it(`takes ${name}`, async () => {
      const pool = two();

      const streamed = await readAll(pool.imap(identity<unknown>, make()));
      const collected = await pool.map(identity<unknown>, make());

      assert.deepEqual(streamed, expected);
      assert.deepEqual(collected, expected);
    });
  }

  subject.it('takes the lines of a file, from readline and from a file handle', async () => {
    using stage = new Stage();
    const pool = two();
    writeFileSync(stage.log, 'one\ntwo\nthree\n');
    await using file = await open(stage.log);

    const byReadline = createInterface({ input: createReadStream(stage.log) });
    const first = await readAll(pool.imap(identity<string>, byReadline));
    const second = await readAll(pool.imap(identity<string>, file.readLines({ autoClose: false })));

    assert.deepEqual(first, ['one', 'two', 'three']);
    assert.deepEqual(second, first);
  });

  subject.it('takes the chunks of a file', async () => {
    using stage = new Stage();
    const pool = two();
    writeFileSync(stage.log, 'x'.repeat(10_000));

    const chunks = createReadStream(stage.log, { highWaterMark: 1000 });
    const sizes = await readAll(pool.imap(lengthOf, chunks, { chunkSize: 3 }));

    assert.deepEqual(sizes, new Array(10).fill(1000));
  });

  subject.it('spreads tuples from any source, in order and in any order', async () => {
    const pool = two();
    const tuples: [number, number][] = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];

    const ordered = await readAll(pool.istarmap(add, new Observed(tuples).async()));
    const unordered = await readAll(pool.istarmapUnordered(add, new Observed(tuples).sync()));
    const collected = await pool.starmap(add, new Observed(tuples).async());

    assert.deepEqual(ordered, [3, 7, 11]);
    assert.deepEqual(
      unordered.sort((a, b) => a - b),
      [3, 7, 11],
    );
    assert.deepEqual(collected, [3, 7, 11]);
  });

  subject.it('ends at once where there is nothing', async () => {
    const pool = one();

    for (const nothing of [[], '', new Map(), Readable.from([]), new Observed([]).async()]) {
      const results = pool.imap(identity<unknown>, nothing as Iterable<unknown>);
      assert.deepEqual(await results.next(), { done: true, value: undefined });
    }
  });

  subject.it('feeds Readable.from', async () => {
    const pool = two();

    const stream = Readable.from(pool.imap(square, range(50)));

    assert.deepEqual(await stream.toArray(), range(50).map(square));
  });

  subject.it('ends the call when a stream over it is destroyed', async () => {
    const pool = two();
    const source = new Observed(range(1000));
    const results = pool.imap(square, source.sync());

    for await (const _ of Readable.from(results)) break;

    assert.equal(source.closed, 1);
    assert.deepEqual(await results.next(), { done: true, value: undefined });
  });

  subject.it('is the source of a pipeline', async () => {
    const pool = two();
    const sink = new PassThrough({ objectMode: true });

    const [, received] = await Promise.all([
      pipeline(pool.imap(square, range(100)), sink),
      readAll(sink as AsyncIterable<number>),
    ]);

    assert.deepEqual(received, range(100).map(square));
  });

  subject.it('is a stage of a pipeline, as a function', async () => {
    const pool = two();
    const received: number[] = [];
    const sink = new Writable({
      objectMode: true,
      write: (item: number, _encoding, done) => {
        received.push(item);
        done();
      },
    });

    const source = Readable.from(range(100));
    await pipeline(source, (items: AsyncIterable<number>) => pool.imap(square, items), sink);

    assert.deepEqual(received, range(100).map(square));
  });

  subject.it('fails a pipeline with the error of an item, and closes the source', async () => {
    await using pool = subject.pool(2);
    const source = Readable.from([1, 2, 'three', 4]);
    const sink = new PassThrough({ objectMode: true }).resume();

    const piped = pipeline(
      source,
      (items: AsyncIterable<number>) => pool.imap(strict, items),
      sink,
    );

    await assert.rejects(piped, { name: 'TypeError', message: 'not a number: three' });
    assert.equal(source.destroyed, true);
  });
}

type Row = readonly [
  name: string,
  make: () => Iterable<unknown> | AsyncIterable<unknown>,
  expected: unknown[],
];

const SOURCES: readonly Row[] = [
  ['an array', () => [3, 1, 2], [3, 1, 2]],
  ['a string, by characters', () => 'a€😀', ['a', '€', '😀']],
  ['a set', () => new Set(['x', 'y']), ['x', 'y']],
  [
    'a map, by entries',
    () =>
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    [
      ['a', 1],
      ['b', 2],
    ],
  ],
  ['a typed array', () => new Float64Array([0.5, -0, 1e300]), [0.5, -0, 1e300]],
  ['a typed array of big integers', () => new BigInt64Array([1n, -2n]), [1n, -2n]],
  ['a buffer, by bytes', () => Buffer.from([1, 255]), [1, 255]],
  ['a generator', () => new Observed([1, 2]).sync(), [1, 2]],
  ['an async generator', () => new Observed([1, 2]).async(), [1, 2]],
  ['a Node stream', () => Readable.from(['a', 'b']), ['a', 'b']],
  ['a web stream', () => webStream([1, 2, 3]), [1, 2, 3]],
  ['an object with an iterator', () => ({ [Symbol.iterator]: () => [1, 2].values() }), [1, 2]],
  ['an array with holes, as it iterates', () => [1, , 3], [1, undefined, 3]], // oxlint-disable-line no-sparse-arrays -- that is the subject
];

function webStream(items: readonly unknown[]): ReadableStream<unknown> {
  return new ReadableStream({
    start(controller) {
      for (const item of items) controller.enqueue(item);
      controller.close();
    },
  });
}

function lengthOf(chunk: Uint8Array): number {
  return chunk.length;
}

function strict(x: unknown): number {
  if (typeof x !== 'number') throw new TypeError(`not a number: ${String(x)}`);
  return x;
}
