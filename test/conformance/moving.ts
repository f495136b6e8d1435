/** `move()`: a result whose memory the worker gives away. Where nothing can be moved all else is the same. */
import assert from 'node:assert/strict';
import { currentWorker, move, NotSendableError } from 'manyhands';
import type { Subject } from './subject.ts';
import { recall, remember, square } from './tasks.ts';

const refused = { code: 'ERR_POOL_NOT_SENDABLE' };

/** Keeps the array, as a task should not, and gives its memory away. */
function makeAndKeep(length: number): ReturnType<typeof move<Uint8Array>> {
  const bytes = new Uint8Array(length).fill(7);
  Object.assign(globalThis, { remembered: bytes.buffer });
  return move(bytes);
}

function sizeOfKept(): number {
  return (globalThis as { remembered?: ArrayBuffer }).remembered?.byteLength ?? -1;
}

export function moving(subject: Subject): void {
  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('gives the caller what is in the marker', async () => {
    const pool = one();

    const bytes = await pool.apply(makeAndKeep, [1 << 16]);
    const buffer = await pool.apply(() => move(new ArrayBuffer(5)));
    const image = await pool.apply(async () => {
      await Promise.resolve();
      const pixels = new Float64Array([1, 2]);
      return move({ name: 'a', planes: new Map([['red', [pixels]]]) });
    });

    assert.ok(bytes instanceof Uint8Array);
    assert.equal(bytes.length, 1 << 16);
    assert.ok(bytes.every((byte) => byte === 7));
    assert.deepEqual(buffer, new ArrayBuffer(5));
    assert.deepEqual(image, { name: 'a', planes: new Map([['red', [new Float64Array([1, 2])]]]) });
  });

  subject.it('leaves the worker nothing of what was moved', async () => {
    const pool = one();

    await pool.apply(makeAndKeep, [1 << 16]);

    assert.equal(await pool.apply(sizeOfKept), 0);
  });

  subject.it('moves each result of a map and of an imap, beside those that are not', async () => {
    const pool = two();
    const some = (x: number): unknown => (x % 3 === 0 ? x : move(new Uint8Array(x).fill(x)));
    const items = Array.from({ length: 50 }, (_, i) => i);
    const expected = items.map((x) => (x % 3 === 0 ? x : new Uint8Array(x).fill(x)));

    const mapped = await pool.map(some, items.slice(), { chunkSize: 7 });
    const streamed: unknown[] = [];
    for await (const value of pool.imap(some, items, { chunkSize: 4 })) streamed.push(value);
    const timed = await pool.map(some, items, { chunkSize: 7, timeout: 60_000 });

    assert.deepEqual(mapped, expected);
    assert.deepEqual(streamed, expected);
    assert.deepEqual(timed, expected);
  });

  subject.it('moves only what it is told to, if it is told', async () => {
    const pool = one();

    const [kept, given] = await pool.apply(() => {
      const pair = [new ArrayBuffer(3), new ArrayBuffer(4)] as const;
      Object.assign(globalThis, { remembered: pair[0] });
      return move(pair, [pair[1]]);
    });

    assert.equal(kept.byteLength, 3);
    assert.equal(given.byteLength, 4);
    assert.equal(await pool.apply(sizeOfKept), 3);
  });

  subject.it('carries what two tasks of a chunk both give away', async () => {
    const pool = one();
    const twice = (x: number): ReturnType<typeof move<Uint8Array>> => {
      const worker = globalThis as { both?: Uint8Array };
      if (x === 0) worker.both = new Uint8Array([1, 2, 3]);
      return move(worker.both as Uint8Array);
    };

    const results = await pool.map(twice, [0, 1], { chunkSize: 2 });

    assert.deepEqual(results, [new Uint8Array([1, 2, 3]), new Uint8Array([1, 2, 3])]);
  });

  subject.it('refuses what has been moved before', async () => {
    const pool = one();
    await pool.apply(makeAndKeep, [8]);

    await assert.rejects(
      pool.apply(() => move((globalThis as unknown as { remembered: ArrayBuffer }).remembered)),
      { ...refused, message: /cannot move an ArrayBuffer\n {2}because it has been moved before/ },
    );

    assert.equal(await pool.apply(square, [3]), 9);
  });

  subject.it('refuses what nobody can move, by name', async () => {
    const pool = one();

    await assert.rejects(
      pool.apply(() => move(new SharedArrayBuffer(8))),
      { ...refused, message: /cannot move a SharedArrayBuffer\n {2}because it is shared/ },
    );
    await assert.rejects(
      pool.apply(() => move({ port: 1 }, [new MessageChannel().port1 as never])),
      { ...refused, message: /cannot move a MessagePort/ },
    );
    await assert.rejects(
      pool.apply(() => move('text')),
      { ...refused, message: /cannot move "text"[^]*no ArrayBuffer in it/ },
    );
    await assert.rejects(
      pool.apply(() => move('text')),
      NotSendableError,
    );
    await assert.rejects(
      pool.apply(() => move(new Uint8Array(4), 'all' as never)),
      { code: 'ERR_POOL_OPTION', message: /buffers of move\(\) must be an array/ },
    );
  });

  subject.it('refuses a marker that is not the whole result, or is an argument', async () => {
    const pool = one();
    const words = /what move\(\) returned, which must be a task's whole result/;

    await assert.rejects(
      pool.apply(() => ({ part: move(new ArrayBuffer(8)) })),
      { ...refused, message: words },
    );
    await assert.rejects(pool.apply(remember, [move(new ArrayBuffer(8))]), {
      ...refused,
      message: words,
    });
  });

  subject.it('leaves the task what could not be sent, and loses nothing beside it', async () => {
    const pool = one();
    const task = (x: number): unknown => {
      const bytes = new Uint8Array(4).fill(x);
      if (x !== 1) return move(bytes);
      Object.assign(globalThis, { remembered: bytes.buffer });
      return move({ bytes, callback: () => {} });
    };

    const results = pool.imap(task, [0, 1, 2], { chunkSize: 3 });

    assert.deepEqual(await results.next(), { done: false, value: new Uint8Array([0, 0, 0, 0]) });
    await assert.rejects(results.next(), { ...refused, message: /callback/ });
    assert.deepEqual(await results.next(), { done: false, value: new Uint8Array([2, 2, 2, 2]) });
    assert.equal(await pool.apply(sizeOfKept), 4);
  });

  subject.it('copies a small Buffer, whose memory belongs to others as well', async () => {
    const pool = one();

    const [text, neighbour] = await pool.apply(() => {
      const both = [Buffer.from('abc'), Buffer.from('neighbour')] as const;
      Object.assign(globalThis, { remembered: both[1] });
      return move(both, [both[0]]);
    });

    assert.equal(Buffer.from(text).toString(), 'abc');
    assert.equal(Buffer.from(neighbour).toString(), 'neighbour');
    assert.equal(Buffer.from((await pool.apply(recall)) as Uint8Array).toString(), 'neighbour');
  });

  subject.it('keeps the classes of a moved result', async () => {
    class Image {
      readonly pixels: Uint8Array;
      constructor(pixels: Uint8Array) {
        this.pixels = pixels;
      }
    }
    await using pool = subject.pool({ workers: 1, classes: [Image] });

    const image = await pool.apply(() => move(new Image(new Uint8Array([1, 2]))));

    assert.ok(image instanceof Image);
    assert.deepEqual(image.pixels, new Uint8Array([1, 2]));
  });

  subject.itWith('death', 'moves the result of a task that had to run again', async () => {
    await using pool = subject.pool();

    const bytes = await pool.apply(
      () => {
        if (currentWorker()?.attempt === 0) process.exit(3);
        return move(new Uint8Array([4, 2]));
      },
      [],
      { retries: 1 },
    );

    assert.deepEqual(bytes, new Uint8Array([4, 2]));
  });
}
