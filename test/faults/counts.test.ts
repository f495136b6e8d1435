/**
 * `pool.stats()` counts every item once, whatever becomes of it: of calls whose items end in known ways the counts are
 * those, and of any mix of calls, cancelled and broken off ones among them, they add up.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Pool, type PoolStats, ThreadPool } from 'manyhands';
import { Subject, type TransportUnderTest } from '../conformance/subject.ts';
import { failOnLeaks } from '../leaks.ts';
import { Random } from '../soak/random.ts';
import { until } from '../until.ts';
import { makeCalls, readAll, TIMEOUT_MS } from './counted-calls.ts';
import { EventCounts } from './counted-events.ts';
import { endAs, endAtOnce, type Ending } from './counted-tasks.ts';

const INLINE = 'a task that ended its worker would end the program';
const TRANSPORTS: readonly TransportUnderTest[] = [
  { kind: 'process', lacks: {} },
  { kind: 'thread', lacks: {} },
  { kind: 'inline', lacks: { death: INLINE, kill: INLINE } },
];
const ENDINGS: readonly Ending[] = [
  'done',
  'done',
  'done',
  'failed',
  'lost',
  'retried',
  'timedOut',
];
const RUNS = 3;
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

for (const transport of TRANSPORTS) {
  const subject = new Subject(transport);
  const canDie = transport.lacks.death === undefined;
  const endings = canDie ? ENDINGS : (['done', 'failed'] as const);

  describe(`The counts of a pool: ${transport.kind} (seed ${SEED})`, () => {
    failOnLeaks();

    for (let run = 0; run < RUNS; run += 1) {
      const random = new Random(SEED + run);

      it(`are what became of each item, run ${run}`, async () => {
        const items = Array.from({ length: 16 }, () => random.pick(endings));
        await using pool = subject.pool({ workers: 2, killGrace: 50 });

        await readAll(pool.imap(endAs, items, { retries: 1, timeout: TIMEOUT_MS }));

        const count = (...wanted: readonly Ending[]): number =>
          items.filter((item) => wanted.includes(item)).length;
        await settled(pool);
        assert.deepEqual(pool.stats().tasks, {
          queued: 0,
          running: 0,
          done: count('done', 'retried'),
          failed: count('failed'),
          lost: count('lost'),
          retried: count('lost', 'retried'),
          timedOut: count('timedOut'),
          cancelled: 0,
        });
      });

      it(`add up, whatever the calls are, run ${run}`, async () => {
        const pool = subject.pool({ workers: 2, killGrace: 50 });
        const setting = { pool, random, endings, mayBeCancelled: canDie };
        const submitted = await makeCalls(setting);
        const isEarly = random.chance(0.3);

        if (isEarly) await pool.terminate();
        else await settled(pool);

        const { tasks, run: times, wait } = pool.stats();
        const context = JSON.stringify(tasks);
        assert.deepEqual([tasks.queued, tasks.running], [0, 0], context);
        assert.equal(sum(tasks), submitted, context);
        assert.ok(times.count >= tasks.done + tasks.failed, context);
        assert.equal(times.count, wait.count);
        await pool.terminate();
        assert.equal(sum(pool.stats().tasks), submitted);
      });

      it(`are those of the events, run ${run}`, async () => {
        const name = `${transport.kind}-${run}`;
        using events = new EventCounts(name);
        await using pool = subject.pool({ workers: 2, killGrace: 50, name });
        const submitted = await makeCalls({ pool, random, endings, mayBeCancelled: false });
        await settled(pool);

        const { tasks, run: times } = pool.stats();
        const { chunks, failures } = events;
        const context = JSON.stringify({ tasks, chunks, failures });
        assert.equal(sum(tasks), submitted, context);
        assert.equal(chunks.ok + chunks.failed, tasks.done + tasks.failed, context);
        assert.equal(chunks.lost, tasks.lost + tasks.retried, context);
        assert.equal(chunks.timedOut, tasks.timedOut, context);
        assert.equal(times.count, tasks.done + tasks.failed, context);
        assert.deepEqual([events.begun, events.over], [events.begun, events.begun], context);
      });
    }
  });
}

describe('What was read of a source, and not sent when its reader went away', () => {
  failOnLeaks();

  const open: Readonly<
    Record<string, (pool: Pool, items: AsyncIterable<Ending>) => AsyncIterator<unknown>>
  > = {
    'a stream': (pool, items) => pool.imap(endAtOnce, items, { chunkSize: 4 }),
    'a chain': (pool, items) =>
      pool.from(items, { chunkSize: 4 }).map(endAtOnce)[Symbol.asyncIterator](),
  };
  for (const [name, read] of Object.entries(open)) {
    it(`counts as cancelled: ${name}`, async () => {
      await using pool = new ThreadPool(2);
      let given = 0;
      let goOn = (): void => {};
      const waiting = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      async function* twoAndNoMore(): AsyncGenerator<Ending> {
        for (; given < 2; given += 1) yield 'done';
        await waiting;
      }
      const results = read(pool, twoAndNoMore());
      const first = results.next();
      await until('both to be read', () => given === 2);

      const closing = results.return?.();
      goOn(); // a generator that waits cannot be closed
      await closing;

      assert.equal((await first).done, true);
      assert.equal(pool.stats().tasks.cancelled, 2);
    });
  }

  it('… and so does all else, wherever a reader stops', async () => {
    await using pool = new ThreadPool(2);
    let pulled = 0;
    function* many(): Generator<Ending> {
      for (; ; pulled += 1) yield 'done';
    }
    for (let stop = 1; stop < 60; stop += 7) {
      pool.resetStats();
      pulled = 0;
      const streams = [
        pool.imap(endAtOnce, many()),
        pool.from(many()).map(endAtOnce)[Symbol.asyncIterator](),
      ];
      for (const results of streams) {
        for (let count = 0; count < stop; count += 1) await results.next();
        await results.return?.();
        pulled += 1; // the last one that was yielded
      }
      await settled(pool);
      assert.equal(sum(pool.stats().tasks), pulled, `after ${stop}`);
    }
  });
});

describe('The workers in the stats of a pool', () => {
  failOnLeaks();

  for (const kind of ['process', 'thread'] as const) {
    it(`have what they did, how long their start took, and their memory: ${kind}`, async () => {
      await using pool = new Subject({ kind, lacks: {} }).pool({ workers: 1 });
      await pool.ready();
      await pool.map(endAtOnce, ['done', 'done', 'done']);

      const { perWorker, bytesSent, bytesReceived, utilization } = pool.stats();

      const [worker] = perWorker;
      assert.deepEqual([worker?.id, worker?.tasks, worker?.state], [1, 3, 'idle']);
      assert.ok((worker?.startMs ?? 0) > 0 && (worker?.busyMs ?? 0) > 0);
      assert.ok((worker?.memory ?? 0) > 1_000_000);
      assert.ok(bytesSent > 0 && bytesReceived > 0);
      assert.ok(utilization > 0 && utilization <= 1);
      await pool.terminate();
      assert.deepEqual(pool.stats().perWorker, []);
      assert.equal(pool.stats().tasks.done, 3);
    });
  }

  it('are replaced as often as they ended and were still needed', async () => {
    await using pool = new ThreadPool({ workers: 1, maxTasksPerChild: 1 });

    await pool.map(endAtOnce, ['done', 'done'], { chunkSize: 1 });
    await until('both to be replaced', () => pool.stats().workers.replaced === 2);

    assert.ok(pool.workers.length <= 2);
  });
});

describe('resetStats', () => {
  it('begins anew, and leaves what waits', async () => {
    await using pool = new ThreadPool(1);
    await pool.map(endAtOnce, ['done', 'done']);
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const wait = (cell: Int32Array): string => Atomics.wait(cell, 0, 0);
    const waiting = [pool.apply(wait, [gate]), pool.apply(wait, [gate]), pool.apply(wait, [gate])];
    await until('the first to run', () => pool.stats().workers.busy === 1);

    pool.resetStats();

    const { tasks, run, sinceMs } = pool.stats();
    assert.deepEqual([tasks.queued, tasks.running, tasks.done, run.count], [2, 1, 0, 0]);
    assert.ok(sinceMs < 10_000);
    Atomics.store(gate, 0, 1);
    Atomics.notify(gate, 0);
    await Promise.all(waiting);
    assert.equal(pool.stats().tasks.done, 3);
  });
});

/** Siblings of a task that failed may still run, although nobody waits for them. */
async function settled(pool: Pool): Promise<void> {
  await until('nothing to be under way', () => {
    const { queued, running } = pool.stats().tasks;
    return queued === 0 && running === 0;
  });
}

function sum({ done, failed, lost, timedOut, cancelled }: PoolStats['tasks']): number {
  return done + failed + lost + timedOut + cancelled;
}
