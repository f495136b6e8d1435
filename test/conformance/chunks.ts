/** How a call is cut into chunks; a chunk is the unit of dispatch, of order, and of what a failure drops. */
import assert from 'node:assert/strict';
import { sharedRecording } from './recording.ts';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { identity, note, noteAndWait, root } from './tasks.ts';

export function chunks(subject: Subject): void {
  const two = subject.shared(2);
  const recordedOne = sharedRecording(subject, 1);
  const recorded = sharedRecording(subject, 2);

  for (const [count, workers, size] of CPYTHON) {
    subject.it(
      `cuts ${count} items for ${workers} workers into chunks of ${size}, as CPython does`,
      async () => {
        const { pool, transport } = workers === 1 ? recordedOne() : recorded();

        await pool.map(identity, range(count));

        assert.deepEqual(transport.chunkSizes, cut(count, size));
      },
    );
  }

  subject.it('cuts the tuples of starmap as map cuts its items', async () => {
    const { pool, transport } = recorded();

    await pool.starmap(
      identity,
      range(17).map((i) => [i] as const),
    );

    assert.deepEqual(transport.chunkSizes, cut(17, 3));
  });

  subject.it('cuts an input without a length as it cuts an array', async () => {
    const { pool, transport } = recorded();

    await pool.map(identity, new Set(range(17)));
    await pool.map(identity, asynchronously(range(17)));

    assert.deepEqual(transport.chunkSizes, [...cut(17, 3), ...cut(17, 3)]);
  });

  for (const size of [1, 3, 10, 100]) {
    subject.it(`cuts 10 items into chunks of ${size} if told so`, async () => {
      const { pool, transport } = recordedOne();

      assert.deepEqual(await pool.map(identity, range(10), { chunkSize: size }), range(10));

      assert.deepEqual(transport.chunkSizes, cut(10, size));
    });
  }

  subject.it("finds sizes of its own with chunkSize 'auto', and loses nothing", async () => {
    const { pool, transport } = recorded();

    const results = await pool.map(identity, range(2000), { chunkSize: 'auto' });

    assert.deepEqual(results, range(2000));
    // More only where a chunk was interrupted for taking too long: its other items were sent again.
    assert.ok(transport.chunkSizes.reduce((sum, size) => sum + size, 0) >= 2000);
    assert.ok(transport.chunks.length < 2000, 'no chunk ever had more than one item');
  });

  subject.it('runs the items of a chunk one after another', async () => {
    using stage = new Stage();
    const pool = two();
    const overlap = async (log: string, entry: number): Promise<void> => {
      const fs = process.getBuiltinModule('node:fs');
      fs.appendFileSync(log, `begin ${entry}\n`);
      await new Promise((resolve) => setImmediate(resolve));
      fs.appendFileSync(log, `end ${entry}\n`);
    };

    await pool.starmap(
      overlap,
      [
        [stage.log, 1],
        [stage.log, 2],
      ],
      { chunkSize: 2 },
    );

    assert.deepEqual(stage.lines, ['begin 1', 'end 1', 'begin 2', 'end 2']);
  });

  subject.it('gives the next chunk to whichever worker is free', async () => {
    using stage = new Stage();
    const pool = two();
    await pool.ready();
    const slow = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'slow']);
    await stage.reaches(1);

    await pool.starmap(
      note,
      range(8).map((i) => [stage.log, i] as const),
      { chunkSize: 1 },
    );

    assert.deepEqual([slow.ready(), stage.lines.length], [false, 9]);
    stage.open();
    assert.equal(await slow, 'slow');
  });

  subject.it(
    'ends a chunk at the item that throws: of 20 items in chunks of 5, 16 run',
    async () => {
      using stage = new Stage();
      await using pool = subject.pool(4);
      await pool.ready();
      const items = range(20).map((i) => [stage.log, stage.gate, i] as const);
      // Item 0 fails when the other three chunks have begun, which goes for CPython's too.
      const result = pool.starmapAsync(runAndFailAtZero, items, { chunkSize: 5 });
      await stage.reaches(4);

      stage.open();
      await assert.rejects(result.get(), /item 0/);
      pool.close();
      await pool.join();

      assert.equal(stage.lines.length, 16);
      assert.deepEqual(new Set(stage.lines), new Set(['0', ...range(20).slice(5).map(String)]));
    },
  );

  subject.it('drops the chunks that have not started when one fails', async () => {
    using stage = new Stage();
    await using pool = subject.pool(1);
    const items = range(20).map((i) => [stage.log, i] as const);

    await assert.rejects(pool.starmap(noteAndFailAtZero, items, { chunkSize: 5 }), /item 0/);
    pool.close();
    await pool.join();

    assert.deepEqual(stage.lines, ['0']);
  });

  subject.it('does not wait for running siblings when an item fails, nor stop them', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2); // a warm worker may be sent both items
    await pool.ready();
    const result = pool.starmapAsync(
      waitOrFail,
      [
        [stage.log, stage.gate, 4],
        [stage.log, stage.gate, -4],
      ],
      {
        chunkSize: 1,
      },
    );

    await assert.rejects(result.get(), RangeError);
    assert.deepEqual(stage.lines, ['begin 4']);
    stage.open();
    await stage.reaches(2);

    assert.deepEqual(stage.lines, ['begin 4', 'end 4']);
  });

  subject.it('rejects with the failure that came first, whatever its index', async () => {
    using stage = new Stage();
    await using pool = subject.pool(2); // a warm worker may be sent both items
    await pool.ready();
    const result = pool.starmapAsync(
      failInTime,
      [
        [stage.log, stage.gate, 0],
        [stage.log, stage.log, 1],
      ],
      {
        chunkSize: 1,
      },
    );

    await assert.rejects(result.get(), /item 1/);
    stage.open();
    await stage.reaches(2);

    await assert.rejects(result.get(), /item 1/);
  });

  subject.it('harms no other call when one fails', async () => {
    const pool = two();

    const [bad, good] = await Promise.allSettled([
      pool.map(root, [4, -4, 9]),
      pool.map(root, [4, 9]),
    ]);

    assert.equal(bad.status, 'rejected');
    assert.deepEqual(good, { status: 'fulfilled', value: [2, 3] });
  });
}

/** (items, workers) → CPython's chunk size; test/core/job/chunk-size.test.ts has more of them. */
const CPYTHON = [
  [1, 2, 1],
  [17, 2, 3],
  [100, 2, 13],
  [16, 1, 4],
] as const;

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** `count` items in chunks of `size`, the last one smaller. */
function cut(count: number, size: number): number[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, i) =>
    Math.min(size, count - i * size),
  );
}

async function* asynchronously<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function runAndFailAtZero(log: string, gate: string, item: number): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `${item}\n`);
  while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  if (item === 0) throw new Error('item 0');
}

function noteAndFailAtZero(log: string, item: number): void {
  process.getBuiltinModule('node:fs').appendFileSync(log, `${item}\n`);
  if (item === 0) throw new Error('item 0');
}

/** Positive: waits at the gate. Negative: fails as soon as the other has begun. */
async function waitOrFail(log: string, gate: string, item: number): Promise<void> {
  const fs = process.getBuiltinModule('node:fs');
  if (item > 0) fs.appendFileSync(log, `begin ${item}\n`);
  const isTime = (): boolean =>
    item > 0 ? fs.existsSync(gate) : fs.readFileSync(log, 'utf8') !== '';
  while (!isTime()) await new Promise((resolve) => setTimeout(resolve, 2));
  if (item < 0) throw new RangeError(`${item}`);
  fs.appendFileSync(log, `end ${item}\n`);
}

async function failInTime(log: string, gate: string, item: number): Promise<never> {
  const fs = process.getBuiltinModule('node:fs');
  while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  fs.appendFileSync(log, `${item}\n`);
  throw new Error(`item ${item}`);
}
