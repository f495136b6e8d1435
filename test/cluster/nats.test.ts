/** A `ClusterPool` over a real server: the same as over memory, where the server could make a difference. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ClusterPool, type ClusterHost, startHost } from 'manyhands/cluster';
import { until } from '../until.ts';
import { leftovers } from './leftovers.ts';
import { NatsServer, reasonToSkip } from './nats-server.ts';

const ALARM = 60_000;

describe('ClusterPool over NATS', { skip: reasonToSkip(), timeout: ALARM * 5 }, () => {
  let server: NatsServer;
  let host: ClusterHost;
  const connection = () => ({ server: server.url, pool: 'test', key: 'a secret of the tests' });

  before(async () => {
    server = await NatsServer.start();
    await using first = new ClusterPool(connection()); // makes the pool: a host only waits for it
    const starting = startHost({ ...connection(), workers: 2, name: 'web-1', log: () => {} });
    [host] = await Promise.all([starting, first.ready()]);
  });
  after(async () => {
    await host?.stop();
    await server?.[Symbol.asyncDispose]();
  });

  it('maps in the order of the items, and leaves nothing on the server', async () => {
    const offset = 7;
    {
      await using pool = new ClusterPool(connection());

      const squares = await pool.map(
        (x: number) => x * x + offset,
        Array.from({ length: 500 }, (_, i) => i),
      );

      assert.deepEqual(
        squares,
        Array.from({ length: 500 }, (_, i) => i * i + offset),
      );
    }
    assert.deepEqual(await leftovers(connection()), []);
  });

  it('streams lazily', async () => {
    await using pool = new ClusterPool(connection());
    const seen: number[] = [];

    for await (const x of pool.imap(
      (x: number) => -x,
      Array.from({ length: 200 }, (_, i) => i),
    ))
      seen.push(x);

    assert.deepEqual(
      seen,
      Array.from({ length: 200 }, (_, i) => -i),
    );
  });

  it('carries arguments and results larger than a message, and drops them afterwards', async () => {
    {
      await using pool = new ClusterPool(connection());
      const large = new Uint8Array(3 * 1024 ** 2).fill(7);

      const [result] = await pool.map(
        (bytes: Uint8Array) => bytes.map((byte) => byte + 1),
        [large],
      );

      assert.equal(result?.length, large.length);
      assert.equal(result?.[large.length - 1], 8);
    }
    assert.deepEqual(await leftovers(connection()), []);
  });

  it('throws the error of a task as itself, with a stack that names host and worker', async () => {
    await using pool = new ClusterPool(connection());

    await assert.rejects(
      pool.apply(() => {
        throw new RangeError('no');
      }),
      (error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.stack ?? '', /\n {4}at host web-1, worker \d+ \(pid \d+\)\n/);
        assert.match(error.stack ?? '', /nats\.test/);
        return true;
      },
    );
  });

  it('shows the hosts', async () => {
    await using pool = new ClusterPool(connection());
    await pool.ready();

    const [info] = pool.hosts;

    assert.equal(pool.hosts.length, 1);
    assert.deepEqual([info?.name, info?.slots], ['web-1', 2]);
  });

  it('cancels what is queued and what runs, and leaves nothing', async () => {
    {
      await using pool = new ClusterPool(connection());
      const controller = new AbortController();
      const result = pool.mapAsync(
        async (ms: number) => await new Promise((r) => setTimeout(r, ms)),
        Array.from({ length: 50 }, () => 1e6),
        { chunkSize: 1, signal: controller.signal },
      );
      await until('two chunks to run', () => host.info.busy === 2);

      controller.abort(new Error('enough'));

      await assert.rejects(result.get(), /enough/);
      await until('the host to be free', () => host.info.busy === 0);
      assert.equal(await pool.apply((x: number) => x + 1, [1]), 2);
    }
    assert.deepEqual(await leftovers(connection()), []);
  });

  it('does not wait for a pool that nobody has made, if the workers of the host do not start', async () => {
    const place = { server: server.url, pool: 'nobody-made', workers: 1, log: () => {} };

    await assert.rejects(startHost({ ...place, execArgv: ['--no-such-option'] }), {
      code: 'ERR_POOL_CRASH_LOOP',
    });
  });

  it('refuses work of a submitter without the key, which is told so', async () => {
    await using stranger = new ClusterPool({ ...connection(), key: 'another secret entirely' });

    const result = stranger.applyAsync((x: number) => x, [1]);

    await assert.rejects(result.get(300), { code: 'ERR_POOL_TIMEOUT' });
    assert.equal(stranger.hosts.length, 0);
  });
});

it('fails pending work, and says why, if there is no server', { timeout: ALARM }, async () => {
  await using pool = new ClusterPool({ server: 'nats://127.0.0.1:1', connectTimeout: 500 });

  await assert.rejects(
    pool.map((x: number) => x, [1]),
    { code: 'ERR_POOL_ENGINE', reason: 'unreachable' },
  );
  await assert.rejects(pool.ready(), { code: 'ERR_POOL_ENGINE' });
});
