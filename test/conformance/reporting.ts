/** `report` and `onReport`: what a task says while it runs. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { move, report } from 'manyhands';
import { Stage } from './stage.ts';
import type { Subject } from './subject.ts';
import { square } from './tasks.ts';

/** Reports, then waits at a gate: what came before it opened came while the task was busy. */
async function reportAndWait(gate: string, value: unknown): Promise<string> {
  report(value);
  const fs = process.getBuiltinModule('node:fs');
  const folder = gate.slice(0, gate.lastIndexOf('/'));
  while (!fs.existsSync(gate) && fs.existsSync(folder))
    await new Promise((resolve) => setTimeout(resolve, 2));
  return 'done';
}

/** As `reportAndWait`, and lets nothing else run in its thread. */
function reportAndSpin(gate: string, value: unknown): string {
  report(value);
  const fs = process.getBuiltinModule('node:fs');
  const folder = gate.slice(0, gate.lastIndexOf('/'));
  while (!fs.existsSync(gate) && fs.existsSync(folder));
  return 'done';
}

/** As `reportAndSpin`, of so many values. */
function reportMuchAndSpin(gate: string, count: number): string {
  for (let value = 1; value < count; value += 1) report(value);
  return reportAndSpin(gate, count);
}

function reportTwice(x: number): number {
  report(x);
  report(-x);
  return x;
}

export function reporting(subject: Subject): void {
  if (subject.isCluster) {
    subject.it('is refused on a cluster, with the reason', async () => {
      await using pool = subject.pool();

      await assert.rejects(pool.apply(square, [1], { onReport: () => {} }), {
        code: 'ERR_POOL_OPTION',
        message: /^onReport: the workers of a cluster are on other machines/,
      });
    });
    return;
  }

  const one = subject.shared(1);
  const two = subject.shared(2);

  subject.it('reports and the values of generators keep the classes of the pool', async () => {
    class Point {
      readonly x: number;
      constructor(x: number) {
        this.x = x;
      }
    }
    await using pool = subject.pool({ workers: 1, classes: [Point] });
    const came: unknown[] = [];

    await pool.apply(() => report({ at: new Point(1) }), [], {
      onReport: (value: { at: unknown }) => came.push(value.at),
    });
    for await (const point of pool.stream(
      function* (x: number) {
        yield new Point(x);
      },
      [2],
    ))
      came.push(point);

    assert.ok(came.every((one) => one instanceof Point));
    assert.deepEqual(
      came.map((one) => (one as Point).x),
      [1, 2],
    );
  });

  subject.it('tells what the stages of a chain report, and of which chunk', async () => {
    const pool = one();
    await pool.map(reportTwice, [1, 2, 3], { onReport: () => {} }); // which was at its third item in the end
    const told: unknown[] = [];
    const onReport = (value: unknown, { index }: { index: number }): number =>
      told.push([value, index]);

    const chain = pool.from([1, 2, 3, 4], { chunkSize: 2, onReport }).map(reportTwice);

    assert.equal(await chain.sum(), 10);
    const all = [1, -1, 2, -2].map((value) => [value, 0]);
    assert.deepEqual(told, [...all, ...[3, -3, 4, -4].map((value) => [value, 2])]);
    told.length = 0;
    assert.deepEqual(await chain.filter(Boolean).toArray(), [1, 2, 3, 4]);
    assert.equal(told.length, 8);
  });

  subject.it('tells what a task reports while it is busy, and where that comes from', async () => {
    using stage = new Stage();
    const pool = one();
    const told: unknown[] = [];

    const running = pool.apply(reportAndWait, [stage.gate, { step: 1 }], {
      onReport: (value, source) => {
        told.push(value, source, stage.isOpen(stage.gate));
        stage.open();
      },
    });

    assert.equal(await running, 'done');
    assert.deepEqual(told, [{ step: 1 }, { index: 0, worker: 1, attempt: 0 }, false]);
  });

  subject.itWith('blocking', 'tells it of a task that lets nothing else run, too', async () => {
    using stage = new Stage();
    const pool = one();

    const onReport = (): void => stage.open();

    assert.equal(await pool.apply(reportAndSpin, [stage.gate, 1], { onReport }), 'done');
  });

  subject.itWith('blocking', 'tells all of much that such a task reports', async () => {
    using stage = new Stage();
    const pool = one();
    let heard = 0;

    const onReport = (): void => {
      heard += 1;
      if (heard === 1000) stage.open();
    };

    await pool.apply(reportMuchAndSpin, [stage.gate, 1000], { onReport });
    assert.equal(heard, 1000);
  });

  for (const chunkSize of [1, 3]) {
    subject.it(`tells all of it before the results, in order: chunks of ${chunkSize}`, async () => {
      const pool = two();
      const told = new Map<number, number[]>();
      let isOver = false;

      const options = {
        chunkSize,
        onReport: (value: number, { index }: { index: number }) => {
          assert.ok(!isOver);
          told.set(index, [...(told.get(index) ?? []), value]);
        },
      };
      const values = await pool.map(reportTwice, [1, 2, 3, 4, 5, 6], options);
      isOver = true;

      assert.deepEqual(values, [1, 2, 3, 4, 5, 6]);
      const inOrder = [...told].sort(([a], [b]) => a - b).map(([, both]) => both);
      assert.deepEqual(
        inOrder,
        values.map((x) => [x, -x]),
      );
    });
  }

  subject.it('knows whose it is where several tasks run at once in a worker', async () => {
    await using pool = subject.pool({ workers: 1, concurrency: 3 });
    const told: number[] = [];
    const task = async (x: number): Promise<void> => {
      report(x);
      await new Promise((resolve) => setTimeout(resolve, 5));
      report(x);
    };

    const onReport = (value: number, { index }: { index: number }): void => {
      assert.equal(value, index);
      told.push(value);
    };
    await pool.map(task, [0, 1, 2, 3, 4, 5], { chunkSize: 1, onReport });

    assert.deepEqual(told.sort(), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
  });

  subject.it('goes with every call: Async, starmap, imap, a timeout and retries', async () => {
    const pool = one();
    const told: unknown[] = [];
    const onReport = (value: unknown): number => told.push(value);

    await pool.applyAsync(reportTwice, [1], { onReport }).get();
    await pool.starmap(reportTwice, [[2]], { onReport, timeout: 60_000 });
    for await (const _ of pool.imap(reportTwice, [3], { onReport, retries: 1 }));
    for await (const _ of pool.istarmapUnordered(reportTwice, [[4]], {
      onReport,
      chunkSize: 'auto',
    }));

    assert.deepEqual(told, [1, -1, 2, -2, 3, -3, 4, -4]);
  });

  subject.it('does nothing where nobody listens, and outside of a task', async () => {
    const pool = one();

    report(() => 'cannot even be sent');

    assert.equal(await pool.apply(reportTwice, [1]), 1);
    assert.equal(await pool.apply(() => report(() => 1)), undefined);
  });

  subject.it('throws in the task for what cannot be sent, and the task may go on', async () => {
    const pool = one();
    const told: unknown[] = [];
    const tryTo = (): unknown => {
      try {
        report({ call: () => 1 });
        return 'sent';
      } catch (error) {
        report('next');
        return (error as Error).message;
      }
    };

    const message = await pool.apply(tryTo, [], { onReport: (value) => told.push(value) });

    assert.match(
      String(message),
      /^cannot send a report of 'tryTo' to the caller\n {2}because its property 'call'/,
    );
    assert.deepEqual(told, ['next']);
    await assert.rejects(
      pool.apply(() => report(Symbol('no')), [], { onReport: () => {} }),
      { code: 'ERR_POOL_NOT_SENDABLE' },
    );
  });

  subject.it('takes values as results are taken: copied, or moved away', async () => {
    const pool = one();
    const told: unknown[] = [];
    const task = (): number => {
      const bytes = new Uint8Array([1, 2, 3]);
      const map = new Map([['a', 1n]]);
      report(map);
      map.clear();
      report(move(bytes));
      return bytes.length;
    };

    const left = await pool.apply(task, [], { onReport: (value) => told.push(value) });

    assert.deepEqual(told, [new Map([['a', 1n]]), new Uint8Array([1, 2, 3])]);
    assert.equal(left, 0);
  });

  subject.it('fails the call if the listener throws, and nothing else', async () => {
    const pool = one();
    const mine = new Error('enough');
    const fail = (): never => {
      throw mine;
    };

    const calls = [
      pool.apply(reportTwice, [1], { onReport: fail }),
      pool.map(reportTwice, [1, 2], { onReport: fail }),
    ];
    const other = pool.apply(square, [4]);

    for (const call of calls) await assert.rejects(call, (error) => error === mine);
    assert.equal(await other, 16);
  });

  subject.it('runs the listener in the async context of the call', async () => {
    const pool = one();
    const store = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];

    await store.run('of the call', async () => {
      await pool.apply(reportTwice, [1], { onReport: () => seen.push(store.getStore()) });
    });

    assert.deepEqual(seen, ['of the call', 'of the call']);
  });

  subject.it('refuses a listener that is no function', async () => {
    const pool = one();

    await assert.rejects(pool.apply(square, [1], { onReport: 5 as never }), {
      code: 'ERR_POOL_OPTION',
    });
  });
}
