/** `share` and `sharedArray`, over processes and threads. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Pool, ThreadPool } from 'manyhands';
import { Lock, share, sharedArray } from 'manyhands/shared';

const NO_FFI = fileURLToPath(new URL('./programs/no-ffi.js', import.meta.url));
const IDS = [0, 1, 2, 3, 4, 5, 6, 7];

function canMap(): boolean {
  if (process.platform !== 'linux') return false;
  const { glibcVersionRuntime } = (
    process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } }
  ).header;
  return glibcVersionRuntime !== undefined;
}

for (const kind of ['process', 'thread'] as const) {
  const open = (workers: number): Pool =>
    kind === 'process' ? new Pool(workers) : (new ThreadPool(workers) as unknown as Pool);

  describe(`share over ${kind}`, () => {
    for (const length of [10, 500_000]) {
      it(`gives tasks the same numbers, ${length} of them, captured and passed`, async () => {
        await using pool = open(2);
        using table = share(Float64Array.from({ length }, (_, i) => i * 2));

        const captured = await pool.map((i: number) => (table[i] ?? 0) + table.length, IDS);
        const passed = await pool.starmap(
          (given: Float64Array, i: number) => (given[i] ?? 0) + given.length,
          IDS.map((i) => [table, i] as const),
        );

        const expected = IDS.map((i) => i * 2 + length);
        assert.deepEqual(captured, expected);
        assert.deepEqual(passed, expected);
      });
    }

    it('of a part of a buffer is that part, and one a worker', async () => {
      await using pool = open(1);
      using part = share(new Uint8Array(3 << 20).fill(4).subarray(100, (2 << 20) + 100));
      const add = (given: Uint8Array): number[] => [(given[0] = (given[0] ?? 0) + 1), given.length];

      const seen = [await pool.apply(add, [part]), await pool.apply(add, [part])];

      assert.deepEqual(seen, [[5, 2 << 20], [6, 2 << 20]]); // biome-ignore format: one line
      assert.equal(part[0], 4);
    });

    it('is found beside other things, and leaves the array at home as it is', async () => {
      await using pool = open(1);
      using table = share(new Uint8Array(2 << 20).fill(4));
      const lock = new Lock();

      const seen = await pool.apply(
        async (given: { table: Uint8Array; lock: Lock; more: Map<string, Uint8Array> }) => {
          await using held = await given.lock.acquire();
          given.table[0] = held.abandoned ? 0 : 9;
          return [given.table[1], given.more.get('same')?.length];
        },
        [{ table, lock, more: new Map([['same', table]]) }],
      );

      assert.deepEqual(seen, [4, 2 << 20]);
      assert.equal(table[0], 4);
    });

    it('of a Buffer is a Buffer, passed and captured', async () => {
      await using pool = open(1);
      for (const size of [10, 2 << 20]) {
        using bytes = share(Buffer.alloc(size, 6));
        const look = (given: Buffer): unknown[] =>
          [given, bytes].map((one) => [Buffer.isBuffer(one), one.length, one.readUInt8(7)]);

        assert.deepEqual(await pool.apply(look, [bytes]), [[true, size, 6], [true, size, 6]]); // biome-ignore format: one line
      }
    });

    it('keeps the class of one that is captured, and what it has under symbols', async () => {
      await using pool = open(1);
      class Samples extends Float64Array {
        mean(): number {
          return this.reduce((sum, value) => sum + value, 0) / this.length;
        }
      }
      using samples = share(Object.assign(new Samples([1, 2]), { [Symbol.for('unit')]: 'ms' }));

      const seen = await pool.apply(() => [samples.mean(), samples[Symbol.for('unit') as never]]);

      assert.deepEqual(seen, [1.5, 'ms']);
    });

    for (const length of [5, 300_000])
      it(`keeps the names that one of ${length} has of its own when it is captured`, async () => {
        await using pool = open(1);
        const named = Object.assign(new Float64Array(length), { unit: 'ms' });
        using table = share(Object.defineProperty(named, 'hidden', { value: 7 }));

        const seen = await pool.apply(() => [
          table.length,
          (table as unknown as { unit: string }).unit,
          (table as unknown as { hidden: number }).hidden,
          Object.getOwnPropertySymbols(table).length,
        ]);

        assert.deepEqual(seen, [length, 'ms', 7, 0]);
      });

    it('is an array as any other again when it is disposed', async () => {
      await using pool = open(1);
      const lock = new Lock();
      const table = share(new Uint8Array(2 << 20));
      const read = (_lock: Lock, given: Uint8Array): number => given[5] ?? -1;
      assert.equal(await pool.apply(read, [lock, table]), 0);

      table[Symbol.dispose]();
      table[Symbol.dispose]();
      table[5] = 9;

      assert.equal(await pool.apply(read, [lock, table]), 9);
      assert.equal(await pool.apply(() => table[5]), 9);
    });

    it('shared again is what it is then', async () => {
      await using pool = open(1);
      const table = share(new Uint8Array(2 << 20));
      assert.equal(await pool.apply(() => table[5]), 0);

      table[5] = 9;
      using again = share(table);

      assert.equal(await pool.apply((given: Uint8Array) => given[5], [again]), 9);
      assert.equal(await pool.apply(() => again[5]), 9);
    });

    it('gives each worker one array for all its tasks', async () => {
      await using pool = open(1);
      using table = share(new Uint8Array(5 << 20));
      const count = (given: Uint8Array): number => (given[0] = (given[0] ?? 0) + 1);

      assert.deepEqual(await pool.map(count, [table, table, table]), [1, 2, 3]);
      assert.equal(await pool.apply(count, [table]), 4);
    });
  });

  describe(`sharedArray over ${kind}`, { skip: kind === 'process' && !canMap() }, () => {
    it('is written by all, passed and captured', async () => {
      await using pool = open(2);
      using counts = sharedArray(Int32Array, 1000);

      await pool.starmap(
        (given: Int32Array, i: number) => void Atomics.add(given, i % 2, 1),
        IDS.map((i) => [counts, i] as const),
      );
      await pool.map((i: number) => void Atomics.add(counts, 2, i), IDS);

      assert.deepEqual([...counts.subarray(0, 3)], [4, 4, 28]);
      assert.equal(counts.length, 1000);
    });

    it('is the same memory again when it comes back', async () => {
      await using pool = open(1);
      using numbers = sharedArray(Float64Array, 3);

      const { back } = await pool.apply((given: Float64Array) => ({ back: given }), [numbers]);
      back[1] = 7;

      assert.ok(back instanceof Float64Array);
      assert.equal(numbers[1], 7);
    });

    it('is the same memory where a part of it is sent', async () => {
      await using pool = open(1);
      using numbers = sharedArray(Float64Array, 100);
      const part = numbers.subarray(10, 20);

      const back = await pool.apply((given: Float64Array, view: DataView) => {
        given[0] = 1;
        part[1] = 2;
        view.setFloat64(0, 3, true);
        return given.subarray(5);
      }, [part, new DataView(numbers.buffer, 12 * 8, 8)]); // biome-ignore format: one line
      back[0] = 4;

      assert.deepEqual([...numbers.subarray(9, 16)], [0, 1, 2, 3, 0, 0, 4]);
    });

    it('with names of its own is captured with them, or refused with the reason', async () => {
      await using pool = open(1);
      using counts = sharedArray(Int32Array, 100);
      const named = Object.assign(counts, { unit: 'ms' });
      const read = (): string => named.unit;

      if (kind === 'thread') assert.equal(await pool.apply(read), 'ms');
      else
        await assert.rejects(pool.apply(read), {
          name: 'NotSendableError',
          message:
            /captures variable 'named', a shared array: it has 'unit' of its own, and processes share its numbers only/,
        });
    });

    it('is seen at once', async () => {
      await using pool = open(1);
      using flag = sharedArray(Int32Array, 1);

      const waiting = pool.apply(async (given: Int32Array) => {
        while (Atomics.load(given, 0) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        return Atomics.load(given, 0);
      }, [flag]); // biome-ignore format: one line
      Atomics.store(flag, 0, 5);

      assert.equal(await waiting, 5);
    });
  });
}

describe('what cannot be shared', () => {
  it('is refused with what is allowed', () => {
    const code = 'ERR_POOL_OPTION';

    assert.throws(() => share([1, 2] as never), { code });
    assert.throws(() => sharedArray(Array as never, 1), { code });
    assert.throws(() => sharedArray(Int32Array, 0), { code });
    assert.throws(() => sharedArray(Int32Array, 1.5), { code });
    assert.throws(() => sharedArray(Float64Array, 1e15), { code });
    assert.throws(() => sharedArray(Buffer as never, 1), { code });
    assert.throws(() => sharedArray(class extends Uint8Array {} as never, 1), { code });
    assert.throws(() => share(Object.preventExtensions(new Uint8Array(1))), { code });
  });

  it('says what is missing where nothing can be mapped, when it is sent', async () => {
    const flags = process.allowedNodeEnvironmentFlags.has('--experimental-ffi')
      ? ['--no-experimental-ffi']
      : [];
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--no-addons',
      ...flags,
      NO_FFI,
    ]);

    const said = JSON.parse(stdout) as { threads: number; code: string; message: string };
    assert.equal(said.threads, 3);
    assert.equal(said.code, 'ERR_POOL_NOT_SENDABLE');
    assert.match(said.message, /koffi/);
    assert.match(said.message, /ThreadPool/);
  });
});
