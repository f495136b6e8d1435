/** apply, map, starmap: what the function is called with, and what comes back in which order. */
import assert from 'node:assert/strict';
import { sharedRecording } from './recording.ts';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { add, identity, later, note, noteAndWait, square } from './tasks.ts';

export function results(subject: Subject): void {
  const one = subject.shared(1);
  const recorded = sharedRecording(subject, 1);
  const two = subject.shared(2);

  subject.it(
    'apply calls the function with its arguments and resolves to what it returns',
    async () => {
      const pool = one();

      assert.equal(await pool.apply(add, [1, 2]), 3);
      assert.equal(await pool.applyAsync(add, [3, 4]), 7);
      assert.equal(await pool.apply(() => 'no arguments'), 'no arguments');
    },
  );

  subject.it('gives results that later calls leave as they are, however many numbers', async () => {
    const pool = two();
    const calls = [1, 2, 3].flatMap((k) => [
      Array.from({ length: 100_000 }, (_, i) => i * k),
      Float64Array.from({ length: 100_000 }, (_, i) => i / k),
    ]);

    const before = await pool.map(square, calls[0] ?? []);
    const atOnce = await Promise.all(calls.map((items) => pool.map(square, items)));
    const mapping = pool.map(square, calls[2] ?? []);
    const streamed: number[] = [];
    for await (const each of pool.imap(square, calls[1] ?? [], { chunkSize: 20_000 }))
      streamed.push(each);
    await mapping;

    const expected = calls.map((items) => Array.from(items, (x) => x * x));
    assert.deepEqual(before, expected[0]);
    assert.deepEqual(atOnce, expected);
    assert.deepEqual(streamed, expected[1]);
    assert.deepEqual(calls[1]?.slice(0, 3), Float64Array.of(0, 1, 2));
  });

  subject.it('gives long lists of rows as they are, call after call and at once', async () => {
    const pool = two();
    const turn = ({ a, b, c }: Row): Row => ({ a: b, b: a, c: c * 2 });
    const lists = [1, 2, 3].map((k) =>
      Array.from({ length: 30_000 * k }, (_, i): Row => ({ a: i, b: i + 0.5, c: -i * k })),
    );

    for (let round = 0; round < 4; round += 1) {
      const turned = await Promise.all(lists.map((rows) => pool.map(turn, rows)));

      for (const [i, rows] of lists.entries()) assert.deepEqual(turned[i], rows.map(turn));
    }
  });

  subject.it('takes the arguments of apply as they are at the call', async () => {
    const pool = one();
    const args: [number, number] = [1, 2];

    const result = pool.applyAsync(add, args);
    args[0] = 100;

    assert.equal(await result, 3);
  });

  subject.it('map calls the function with each item alone, as a plain function', async () => {
    const pool = one();

    const calls = await pool.map(
      function (this: unknown, ...args: unknown[]) {
        return [this === undefined || this === globalThis, args];
      } as (item: string) => unknown,
      ['a', 'b'],
    );

    assert.deepEqual(calls, [
      [true, ['a']],
      [true, ['b']],
    ]);
  });

  subject.it('starmap calls the function with each tuple as its arguments', async () => {
    const pool = two();

    assert.deepEqual(
      await pool.starmap(add, [
        [1, 2],
        [3, 4],
      ]),
      [3, 7],
    );
    assert.deepEqual(await pool.starmapAsync(add, new Set([[5, 6]] as const)), [11]);
    assert.deepEqual(
      await pool.starmap((...args: number[]) => args.length, [[], [1], [1, 2, 3]]),
      [0, 1, 3],
    );
  });

  subject.it('rejects with a TypeError where a tuple of starmap is none', async () => {
    const pool = one();

    for (const [none, shown] of [
      [5, '5'],
      [null, 'null'],
      [{ a: 1 }, 'an object'],
    ] as const)
      await assert.rejects(pool.starmap(add, [[1, 2], none] as never), {
        name: 'TypeError',
        message: new RegExp(`this item has none: ${shown}.*\n.*call map`, 's'),
      });
  });

  subject.it('awaits what asynchronous functions return', async () => {
    const pool = two();

    assert.equal(await pool.apply(later, ['x']), 'x');
    assert.deepEqual(await pool.map(later, [1, 2, 3]), [1, 2, 3]);
    assert.equal(
      await pool.apply(() => ({ then: (resolve: (v: string) => void) => resolve('thenable') })),
      'thenable',
    );
  });

  subject.it('gives results in the order of the items, whichever is done first', async () => {
    using stage = new Stage();
    const pool = two();
    const items = [
      ['slow', stage.gate],
      ['fast', stage.log],
      ['fast', stage.log],
    ] as const;

    const result = pool.mapAsync(
      holdUnlessFast,
      items.map(([name, gate]) => [stage.log, gate, name] as const),
      {
        chunkSize: 1,
      },
    );
    await stage.reaches(3);
    stage.open();

    assert.deepEqual(await result, ['slow', 'fast', 'fast']);
  });

  subject.it('keeps the order over many chunks and workers', async () => {
    const pool = two();
    const items = Array.from({ length: 5000 }, (_, i) => i);

    assert.deepEqual(await pool.map(square, items, { chunkSize: 7 }), items.map(square));
  });

  subject.it('delivers undefined, null and NaN like any other value', async () => {
    const pool = one();
    const values = [undefined, null, Number.NaN, 0, '', false];

    assert.deepEqual(await pool.map(identity, values), values);
    assert.equal(await pool.apply(() => {}), undefined);
  });

  subject.it('copies values that JSON could not carry', async () => {
    const pool = one();
    const value = {
      big: 2n ** 80n,
      map: new Map([[{ key: 1 }, new Set(['a'])]]),
      date: new Date(0),
      bytes: Uint8Array.of(1, 2, 3),
      pattern: /x+/gi,
      hole: [1, , 3],
    };

    assert.deepEqual(await pool.apply(identity, [value]), value);
  });

  subject.it('gives the task a copy: what it does to its argument stays with it', async () => {
    const pool = one();
    const list = [3, 1, 2];

    const reversed = await pool.apply((numbers: number[]) => numbers.reverse(), [list]);

    assert.deepEqual(
      [list, reversed],
      [
        [3, 1, 2],
        [2, 1, 3],
      ],
    );
  });

  subject.it('takes a returned error for a result', async () => {
    const pool = one();

    const [error] = await pool.map(() => new RangeError('returned'), [0]);

    assert.ok(error instanceof RangeError);
    assert.equal(error.message, 'returned');
  });

  for (const [what, items] of EMPTY) {
    subject.it(
      `resolves to [] at once for ${what}, without a worker and without callbacks`,
      async () => {
        const { pool, transport } = recorded();
        const called: unknown[] = [];
        const callbacks = {
          callback: (v: unknown) => called.push(v),
          errorCallback: (e: unknown) => called.push(e),
        };

        const result = pool.mapAsync(square, items(), callbacks);

        assert.deepEqual([result.ready(), result.successful()], [true, true]);
        assert.deepEqual(await result, []);
        assert.deepEqual(await pool.map(square, items()), []);
        assert.deepEqual(await pool.starmap(add, items()), []);
        assert.deepEqual([called, transport.chunks], [[], []]);
      },
    );
  }

  subject.it('runs calls beside each other, and first in, first out for one worker', async () => {
    using stage = new Stage();
    const pool = one();
    const first = pool.applyAsync(noteAndWait, [stage.log, stage.gate, 'first']);
    const others = ['second', 'third', 'fourth'].map((name) =>
      pool.applyAsync(note, [stage.log, name]),
    );
    await stage.reaches(1);

    stage.open();
    await Promise.all([first, ...others]);

    assert.deepEqual(stage.lines, ['first', 'second', 'third', 'fourth']);
  });

  subject.it('runs as many tasks at a time as it has workers', async () => {
    using stage = new Stage();
    await using pool = subject.pool(3);
    const items = [1, 2, 3, 4].map((i) => [stage.log, stage.gate, i] as const);
    const result = pool.starmapAsync(noteAndWait, items, { chunkSize: 1 });

    await stage.reaches(3);
    const running = stage.lines.length;
    stage.open();
    await result;

    assert.equal(running, 3);
    assert.equal(stage.lines.length, 4);
  });
}

const EMPTY: readonly (readonly [string, () => Iterable<never>])[] = [
  ['an empty array', () => []],
  ['an empty set', () => new Set<never>()],
  ['a generator that yields nothing', function* () {}],
];

/** Waits at the gate unless its name is "fast"; logs when it begins. */
async function holdUnlessFast([log, gate, name]: readonly [
  string,
  string,
  string,
]): Promise<string> {
  const fs = process.getBuiltinModule('node:fs');
  fs.appendFileSync(log, `${name}\n`);
  if (name === 'fast') return name;
  while (!fs.existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
  return name;
}

interface Row {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}
