/** A value stays what it is, each as if it had been cloned by itself; and no code of the caller's runs behind the call. */
import assert from 'node:assert/strict';
import type { AsyncLocalStorage } from 'node:async_hooks';
import { NotSendableError, type Pool } from 'manyhands';
import { fc } from '../property.ts';
import { sharing } from '../sharing.ts';
import type { Subject } from './subject.ts';

const refused = { code: 'ERR_POOL_NOT_SENDABLE' };

interface Counted {
  n: number;
}

function identity<T>(value: T): T {
  return value;
}

/** Where the view lies, and in how much memory. */
function placeOf(view: ArrayBufferView): number[] {
  return [view.byteOffset, view.byteLength, view.buffer.byteLength];
}

/** Keeps a storage of its own in the worker; says what was in it, and leaves something there. */
function enter(value: number): unknown {
  const kept = globalThis as { kept?: AsyncLocalStorage<number> };
  kept.kept ??= new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)();
  const before = kept.kept.getStore();
  kept.kept.enterWith(value);
  return before;
}

async function enterLater(value: number): Promise<unknown> {
  const before = enter(value);
  await Promise.resolve();
  enter(value + 1);
  return before;
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** Everything that can be asked of it throws, and is counted. */
function trapped(): { readonly value: object; readonly count: () => number } {
  let count = 0;
  const trap = (): never => {
    count += 1;
    throw new Error('a trap');
  };
  const traps = Object.fromEntries(Object.getOwnPropertyNames(Reflect).map((name) => [name, trap]));
  return { value: new Proxy([1, 2], traps), count: () => count };
}

/** Every method, with `items` as what it takes, and `item` as one of them. */
function everyMethod(pool: Pool, items: unknown, isSpread: boolean): (() => Promise<unknown>)[] {
  const given = items as never;
  const fn = identity as never;
  const one = [
    async () => pool.map(fn, given),
    async () => pool.mapAsync(fn, given).get(),
    async () => collect(pool.imap(fn, given)),
    async () => collect(pool.imapUnordered(fn, given)),
  ];
  const spread = [
    async () => pool.starmap(fn, given),
    async () => pool.starmapAsync(fn, given).get(),
    async () => collect(pool.istarmap(fn, given)),
    async () => collect(pool.istarmapUnordered(fn, given)),
  ];
  return isSpread ? spread : one;
}

/** Arrives empty, or not at all, where it is not refused. */
const PLATFORM_OBJECTS: readonly (() => object)[] = [
  () => new URL('https://a.b/c'),
  () => new URLSearchParams('a=1'),
  () => new Headers({ a: '1' }),
  () => new FormData(),
  () => new Request('https://a.b/'),
  () => new Response('a'),
  () => new TextDecoder(),
  () => new TextEncoder(),
  () => new AbortController(),
  () => AbortSignal.abort(),
  () => new EventTarget(),
  () => new Event('a'),
  () => new Intl.DateTimeFormat(),
  () => new Intl.Collator(),
  () => new ReadableStream(),
  () => new (class Page extends URL {})('https://a.b/'),
];

export function values(subject: Subject): void {
  const one = subject.shared(1);

  subject.it('gives views memory of their own, and leaves together what was together', async () => {
    const pool = one();
    const buffer = Uint8Array.from({ length: 16 }, (_, i) => i).buffer;
    const views = [new Uint8Array(buffer, 0, 8), new Uint16Array(buffer, 4, 4), buffer] as const;

    const places = await pool.map(placeOf, [Float32Array.of(1, 2), new Uint8Array(buffer, 3, 2)]);
    const result = await pool.apply(() => Float32Array.of(1, 2));
    const [first, second, whole] = await pool.apply(identity, [views]);

    assert.deepEqual(places, [
      [0, 8, 8],
      [0, 2, 2],
    ]);
    assert.deepEqual(placeOf(result), [0, 8, 8]);
    assert.ok(first.buffer === whole && second.buffer === whole);
    assert.deepEqual([first, second, whole], structuredClone(views));
  });

  subject.it('leaves what has objects in it as structured clone would, few and many', async () => {
    const pool = one();
    const leaf = fc.oneof(
      fc.double(),
      fc.string({ maxLength: 5 }),
      fc.constantFrom(null, undefined),
    );
    const { shape } = fc.letrec<{ shape: unknown }>((tie) => ({
      shape: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('shape'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('shape')),
        fc.constantFrom(new Date(5), new Map([[1, { of: 1 }]]), Uint8Array.of(1, 2)),
      ),
    }));
    const table = fc.record({
      shapes: fc.array(shape, { minLength: 1, maxLength: 3 }),
      isTwice: fc.boolean(),
      length: fc.constantFrom(1, 5, 40, 700),
    });
    await fc.assert(
      fc.asyncProperty(table, async ({ shapes, isTwice, length }) => {
        const rows = Array.from({ length }, (_, i) => {
          const of = structuredClone(shapes[i % shapes.length]);
          return isTwice && i % 7 === 0 ? { of, again: [of] } : { of };
        });
        const clones = rows.map((row) => structuredClone(row));

        const ways = [
          await pool.map(identity, rows),
          await pool.apply(identity, [rows.slice(0, 1)]),
          await pool.starmap(
            (row: unknown, _: number) => row,
            rows.map((row, i) => [row, i]),
          ),
        ];

        for (const arrived of ways) {
          const expected = clones.slice(0, arrived.length);
          assert.deepEqual(arrived, expected);
          assert.deepEqual(arrived.map(sharing), expected.map(sharing));
        }
        assert.deepEqual(await pool.apply(identity, [{ rows }]), { rows: clones });
      }),
      { numRuns: 30 },
    );
  });

  subject.it('gives each item its own copy of what they share, whatever the chunks', async () => {
    const pool = one();
    const shared = { n: 0 };
    const numbers = new Float64Array(1);
    const count = (item: { shared: Counted; numbers: Float64Array }): number[] => {
      item.numbers[0] = (item.numbers[0] ?? 0) + 1;
      item.shared.n += 1;
      return [item.shared.n, item.numbers[0]];
    };
    const items = [1, 2, 3, 4].map((id) => ({ id, shared, numbers }));
    const expected = items.map(() => [1, 1]);
    const countOne = (one: Counted): number => (one.n += 1);

    for (const chunkSize of [1, 2, 4])
      assert.deepEqual(await pool.map(count, items, { chunkSize }), expected);
    assert.deepEqual(await pool.map(countOne, [shared, shared], { chunkSize: 2 }), [1, 1]);
    const tuples = items.map((item) => [item] as const);
    assert.deepEqual(await pool.starmap(count, tuples, { chunkSize: 4 }), expected);
    const calls = items.map((item) => pool.apply(count, [item]));
    assert.deepEqual(await Promise.all(calls), expected);
  });

  subject.it('keeps a Buffer a Buffer, at any depth, there and back', async () => {
    const pool = one();
    const text = (data: { list: Map<number, Buffer>[] }): string | undefined =>
      data.list[0]?.get(1)?.toString('utf8');

    assert.equal(
      await pool.apply(text, [{ list: [new Map([[1, Buffer.from('größe')]])] }]),
      'größe',
    );
    assert.ok(Buffer.isBuffer(await pool.apply((b: Buffer) => b, [Buffer.from('a')])));
    const back = await pool.map((i: number) => ({ i, data: Buffer.from(`${i}`) }), [1, 2]);
    assert.deepEqual(
      back.map(({ data }) => data.toString()),
      ['1', '2'],
    );
  });

  subject.it('refuses what would arrive as an empty object, wherever it is', async () => {
    const pool = one();
    for (const make of PLATFORM_OBJECTS) {
      for (const place of [
        identity,
        (it: object) => ({ it }),
        (it: object) => new Map([[1, [it]]]),
      ])
        await assert.rejects(pool.apply(identity, [place(make())]), refused);
    }
    await assert.rejects(
      pool.map((i: number) => (i === 2 ? { page: new URL('https://a.b/') } : i), [1, 2, 3]),
      (error) => error instanceof NotSendableError && /'page' is a URL/.test(error.message),
    );
    assert.deepEqual(await pool.apply(identity, [{ a: {}, b: [{}] }]), { a: {}, b: [{}] });
  });

  subject.it('refuses a buffer that is gone, named in transfer or not', async () => {
    const pool = one();
    for (const make of [(buffer: ArrayBuffer) => buffer, (b: ArrayBuffer) => new Uint8Array(b)]) {
      const value = make(new ArrayBuffer(4));
      const buffer = ArrayBuffer.isView(value) ? (value.buffer as ArrayBuffer) : value;
      structuredClone(buffer, { transfer: [buffer] });

      await assert.rejects(pool.apply(identity, [value]), refused);
      await assert.rejects(pool.apply(identity, [value], { transfer: [buffer] }), refused);
    }
  });

  subject.it(
    'reads items as they are iterated, once, and makes none of their classes',
    async () => {
      const pool = one();
      let made = 0;
      class Vec3 extends Float64Array {
        constructor(x: number, y: number, z: number) {
          made += 1;
          if (made > 1) throw new Error('made again');
          super(3);
          this.set([x, y, z]);
        }
      }
      class Other extends Array<number> {
        override *[Symbol.iterator](): ArrayIterator<number> {
          yield 7;
          yield 8;
          return undefined;
        }
      }

      assert.deepEqual(await pool.map(identity, new Vec3(3, 4, 5)), [3, 4, 5]);
      const other = Other.of(1, 2, 3);
      assert.deepEqual(await pool.map(identity, other), [7, 8]);
      assert.deepEqual(await collect(pool.imap(identity, other)), [7, 8]);
      assert.deepEqual(await pool.starmap((a: number, b: number) => [a, b], [other as never]), [
        [7, 8],
      ]);
      let reads = 0;
      const list = Object.defineProperty([1, 2, 3], 1, { get: () => (reads += 1) });
      assert.deepEqual(await pool.map(identity, list), [1, 1, 3]);
      assert.equal(reads, 1);
    },
  );

  subject.it(
    'goes on whatever its items, tuples and arguments do when they are looked at',
    async () => {
      const pool = one();
      for (const isSpread of [false, true]) {
        for (const wrap of [identity, (it: object) => [it], (it: object) => [[it]]]) {
          const { value, count } = trapped();
          for (const call of everyMethod(pool, wrap(value), isSpread)) {
            await assert.rejects(call());
            const asked = count();
            await new Promise((resolve) => setImmediate(resolve));
            assert.equal(count(), asked, 'asked again when the call was over');
          }
        }
      }
      for (const args of [trapped().value, [trapped().value], [[trapped().value]]])
        await assert.rejects(pool.apply(identity as never, args as never));
      assert.equal(await pool.apply(identity, [1]), 1);
    },
  );

  subject.it('fixes what a source gives each time, though it reuses one object', async () => {
    const pool = one();
    function* records(): Generator<Counted> {
      const record = { n: 0 };
      for (; record.n < 6; record.n += 1) yield record;
    }
    async function* blocks(): AsyncGenerator<Buffer> {
      const block = Buffer.alloc(1);
      for (let i = 0; i < 6; i += 1) {
        block[0] = i;
        yield block;
      }
    }
    const expected = [0, 1, 2, 3, 4, 5];
    const n = (record: Counted): number => record.n;
    const byte = (block: Buffer): number => block.readUInt8(0);

    for (const chunkSize of [1, 4]) {
      assert.deepEqual(await collect(pool.imap(n, records(), { chunkSize })), expected);
      assert.deepEqual(await collect(pool.imap(byte, blocks(), { chunkSize })), expected);
      assert.deepEqual(await pool.map(n, records(), { chunkSize }), expected);
      assert.deepEqual(await pool.map(byte, blocks(), { chunkSize }), expected);
    }
  });

  subject.it('fixes the list of arguments at the call', async () => {
    const pool = one();
    const args: [number] = [1];

    const result = pool.apply(identity<number>, args);
    args[0] = 2;

    assert.equal(await result, 1);
  });

  subject.it('begins each task without what tasks before have entered', async () => {
    const pool = one();

    for (const fn of [enter, enterLater]) {
      for (const options of [{ chunkSize: 4 }, { chunkSize: 1 }, { timeout: 60_000 }])
        assert.deepEqual(await pool.map(fn, [1, 2, 3, 4], options), Array(4).fill(undefined));
    }
  });

  subject.it('reads a getter once, however often its item is sent', async () => {
    await using pool = subject.pool({ workers: 2 });
    const make = (): { n: number } => {
      let reads = 0;
      return Object.defineProperty({}, 'n', { enumerable: true, get: () => (reads += 1) }) as never; // it has
    };
    const buffers = [new ArrayBuffer(8), new ArrayBuffer(8)];
    const read = (row: { n: number }): number => row.n;

    const counts = [
      ...(await pool.map(read, Array.from({ length: 200 }, make), { chunkSize: 1 })),
      ...(await pool.starmap(
        read,
        Array.from({ length: 40 }, () => [make()] as const),
      )),
      await pool.apply(read, [make()]),
      ...(await pool.map(
        ([row]) => row.n,
        buffers.map((one) => [make(), one] as const),
        {
          transfer: buffers,
        },
      )),
    ];
    for await (const count of pool.imap(read, Array.from({ length: 40 }, make))) counts.push(count);

    assert.deepEqual([...new Set(counts)], [1]);
  });

  subject.it('reads a getter once, also beside rows of another kind', async () => {
    const pool = one();
    const reads: number[] = [];
    const rows = Array.from({ length: 40 }, (_, i) => {
      reads.push(0);
      const row = { a: i, b: i === 37 ? [i] : i };
      return i % 3 === 0
        ? Object.defineProperty(row, 'b', {
            enumerable: true,
            get: () => (reads[i] = (reads[i] ?? 0) + 1),
          })
        : row;
    });

    await pool.map(identity, rows, { chunkSize: 40 });

    assert.deepEqual(
      reads,
      rows.map((_, i) => (i % 3 === 0 ? 1 : 0)),
    );
  });
}
