/** What the dashboard tells of pools: all that a page shows comes from here. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';
import { dashboard } from 'manyhands/dashboard';
import { failOnLeaks } from '../leaks.ts';
import { HostedPool } from '../cluster/hosted-pool.ts';
import { Follower } from './board-client.ts';
import * as tasks from './tasks.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

async function drain(results: AsyncIterator<unknown>): Promise<void> {
  for (;;) {
    const end = await results.next().then(
      ({ done }) => done === true,
      (error: unknown) => error instanceof Error && error.name === 'PoolTerminatedError',
    );
    if (end) return;
  }
}

describe('What a dashboard tells', () => {
  failOnLeaks();

  it('is about every pool of the program, whenever it was made, also one that lives for a moment', async () => {
    await using before = new ThreadPool({ workers: 1, name: 'before' });
    await before.apply(tasks.double, [1]);
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await using later = new ThreadPool({ workers: 2, name: 'later' });
    await later.map(tasks.double, range(10));
    {
      await using short = new ThreadPool({ workers: 1, name: 'short' });
      await short.map(tasks.double, range(7));
    }

    await follower.until('all three', () => follower.pool('short')?.state === 'terminated');

    assert.equal(follower.pool('before')?.totals.done, 1);
    assert.equal(follower.pool('later')?.totals.done, 10);
    assert.equal(follower.pool('short')?.totals.done, 7);
    assert.deepEqual(
      follower.pool('short')?.calls.map(({ method, fn, done, total }) => [method, fn, done, total]),
      [['map', 'double', 7, 7]],
    );
  });

  it('tells pools of one name apart, however long that is', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    const name = `two of one name 🦆 ${'x'.repeat(300)}`;
    await using one = new ThreadPool({ workers: 1, name });
    await using two = new ThreadPool({ workers: 1, name });
    await Promise.all([one.map(tasks.double, range(1)), two.map(tasks.double, range(2))]);

    const found = await follower.until('both', () => {
      const all = follower.ticks.at(-1)?.pools.filter(({ label }) => label.startsWith('two of'));
      return all?.length === 2 && all.every(({ totals }) => totals.done > 0) && all;
    });

    assert.equal(new Set(found.map(({ label }) => label)).size, 2);
  });

  it('has the last ten minutes for who comes late', async () => {
    await using board = await dashboard({ quiet: true });
    await using pool = new ThreadPool({ workers: 1, name: 'early' });
    using first = new Follower(board.url);
    await pool.map(tasks.double, range(100));
    await first.until('some ticks', () => first.ticks.length >= 3);

    using late = new Follower(board.url);
    const hello = await late.until('its hello', () => late.hello);

    const past = hello.pools.find(({ now }) => now.label.startsWith('early#'));
    assert.ok(hello.at.length >= 3);
    assert.equal(past?.columns.done.length, past?.columns.memory.length);
    assert.ok(Math.max(...(past?.columns.done ?? [])) > 0);
    assert.equal(past?.lanes.length, 1);
    assert.ok((past?.lanes[0]?.share.length ?? 0) >= 2);
  });

  it('says what each worker runs, and for how long', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await using pool = new Pool({ workers: 1, name: 'slow', killGrace: 50 });
    const held = pool.map(tasks.stay, [0], { chunkSize: 1 }).catch(() => {});

    const running = await follower.until('a task that has run for a second', () => {
      const [worker] = follower.pool('slow')?.workers ?? [];
      return worker?.running !== undefined && worker.running.ms > 1000 && worker;
    });
    await pool.terminate();
    await held;

    assert.deepEqual([running.running?.fn, running.running?.first], ['stay', 0]);
    assert.ok(running.share > 0.9);
    assert.ok(running.memory > 1_000_000);
  });

  it('follows calls: how far, how fast, what they wait for, how they end', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await using pool = new ThreadPool({ workers: 1, name: 'calls' });
    await assert.rejects(pool.map(tasks.refuse, range(3)), /not 0/);
    const stop = new AbortController();
    const slow = (async function* () {
      for (let at = 0; !stop.signal.aborted; at += 1) {
        yield at;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();
    const reading = drain(pool.imap(tasks.double, slow));

    const call = await follower.until('a call that waits for its source', () => {
      const found = follower.pool('calls')?.calls.find(({ fn }) => fn === 'double');
      return found?.waitsFor === 'source' && found.done > 3 && found.rate > 0 && found;
    });
    const finding = await follower.until('that to stand out', () =>
      follower.pool('calls')?.findings.find(({ kind }) => kind === 'source'),
    );
    stop.abort();
    await reading;

    assert.equal(call.method, 'imap');
    assert.match(finding.text, /wait for the source of imap double/);
    const failed = follower.pool('calls')?.calls.find(({ fn }) => fn === 'refuse');
    assert.match(failed?.error ?? '', /not 0/);
  });

  it('counts calls of apply, however many there are, and nothing else of them', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await using pool = new ThreadPool({ workers: 1, name: 'applies', killGrace: 50 });
    void pool.apply(tasks.stay).catch(() => {});
    const waiting = range(2000).map((at) => pool.apply(tasks.double, [at]).catch(() => {}));

    const { calls } = await follower.until('all of them', () => {
      const now = follower.pool('applies');
      return now?.singles === 2001 && now;
    });
    await pool.terminate();
    await Promise.all(waiting);

    assert.deepEqual(calls, []);
  });

  it('groups failures by what they say, with a stack, items and worker; a source that fails is one', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await using pool = new ThreadPool({ workers: 1, name: 'errors' });
    await drain(pool.imap(tasks.refuse, range(30)));
    const torn = (function* () {
      yield 1;
      throw new Error('the file is torn');
    })();
    await drain(pool.imap(tasks.double, torn));

    await follower.until('both kinds', () => follower.errorsOf('errors').length === 2);

    const [refused, source] = follower.errorsOf('errors');
    assert.deepEqual([refused?.name, refused?.fn, refused?.count], ['RangeError', 'refuse', 30]);
    assert.match(refused?.message ?? '', /^not \d+$/);
    assert.match(refused?.stack ?? '', /refuse.*tasks/);
    assert.deepEqual(refused?.items, [0, 1, 2, 3, 4]);
    assert.equal(refused?.worker, 1);
    assert.deepEqual([source?.message, source?.items], ['the file is torn', []]);
  });

  it('tells of a worker that died, of the item that it died of, and of the one that came for it', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await using pool = new Pool({ workers: 2, name: 'deaths' });

    await drain(pool.imap(tasks.exitAtFour, range(10)));
    const finding = await follower.until('it to stand out', () =>
      follower.pool('deaths')?.findings.find(({ kind }) => kind === 'poison'),
    );
    const end = await follower.until('the end', () => follower.pool('deaths')?.ends[0]);
    const dead = follower.pool('deaths')?.workers.find(({ state }) => state === 'dead');

    assert.match(finding.text, /exitAtFour lost an item with its worker: item 4\./);
    assert.deepEqual([end.reason, end.isUnexpected], ['exit code 7', true]);
    assert.deepEqual([dead?.id, dead?.reason], [end.id, 'exit code 7']);
    assert.equal(follower.pool('deaths')?.totals.replaced, 1);
  });

  it('tells of the hosts of a cluster, and their workers', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    await using pool = new HostedPool({ workers: 2, name: 'far', transport: 'thread' });
    await pool.map(tasks.double, range(20));

    const far = await follower.until('its host', () => {
      const now = follower.pool('far') ?? follower.pool('cluster');
      return now !== undefined && now.hosts.length === 1 && now.totals.done === 20 && now;
    });

    const [host] = far.hosts;
    assert.deepEqual([host?.name, host?.slots, host?.pid], ['test', 2, process.pid]);
    assert.ok(far.workers.length >= 1);
  });

  it('is not much, whatever there is: many pools, calls, kinds of errors, and texts', async () => {
    await using board = await dashboard({ quiet: true });
    using follower = new Follower(board.url);
    for (let round = 0; round < 12; round += 1) {
      await using pool = new ThreadPool({ workers: 1, name: `many${'x'.repeat(200)}` });
      await drain(pool.imap(tasks.refuseAtLength, range(120)));
      await Promise.all(range(30).map((at) => pool.map(tasks.double, [at])));
    }

    await follower.until('the last', () => follower.ticks.at(-1)?.pools.every(hasEnded));
    await follower.until('a tick more', () => follower.ticks.length >= 3);

    const { pools = [] } = follower.ticks.at(-1) ?? {};
    assert.ok(pools.length <= 9, `${pools.length} pools`);
    assert.ok(pools.every(({ calls, label }) => calls.length <= 40 && label.length <= 100));
    using late = new Follower(board.url);
    const hello = await late.until('a hello', () => late.hello);
    assert.ok(JSON.stringify(hello).length < 3_000_000);
    assert.ok(hello.pools.every(({ now }) => now.errors.length <= 50));
    assert.ok(hello.pools.some(({ now }) => now.unseenErrors > 0));
  });
});

function hasEnded({ state }: { readonly state: string }): boolean {
  return state === 'terminated';
}
