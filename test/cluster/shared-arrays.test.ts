/** What `share` has marked is sent to a cluster once, fetched once by each host, and opened once by each of its workers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterPool, startHost } from 'manyhands/cluster';
import { share, sharedArray } from 'manyhands/shared';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { HostedPool } from './hosted-pool.ts';

const MEGABYTE = 1 << 20;

/** Two hosts and a pool, and what went into the store and out of it that is as large as our arrays. */
async function openCluster(hosts: number, transport: 'process' | 'thread' = 'process') {
  const server = new MemoryServer();
  const put: string[] = [];
  const got: string[] = [];
  const engine = async () => {
    const made = new MemoryEngine(server);
    const { store } = made;
    const [realPut, realGet] = [store.put.bind(store), store.get.bind(store)];
    store.put = async (job, name, bytes) => {
      if (bytes.length > MEGABYTE) put.push(name);
      return await realPut(job, name, bytes);
    };
    store.get = async (...asked) => {
      const bytes = await realGet(...asked);
      if (bytes !== undefined && bytes.length > MEGABYTE) got.push(asked[1]);
      return bytes;
    };
    return made;
  };
  const started = await Promise.all(
    Array.from({ length: hosts }, async (_, i) => {
      return await startHost({ engine, transport, workers: 2, name: `h${i}`, log: () => {} });
    }),
  );
  const pool = new ClusterPool({ engine });
  return {
    engine,
    pool,
    put,
    got,
    async [Symbol.asyncDispose]() {
      await pool.terminate();
      await pool.join();
      await Promise.all(started.map(async (host) => await host.kill()));
      server[Symbol.dispose]();
    },
  };
}

describe('a cluster', { timeout: 60_000 }, () => {
  it('is sent a shared argument once, for all chunks of all calls', async () => {
    await using cluster = await openCluster(1);
    using weights = share(new Float64Array(MEGABYTE).fill(0.5));
    const sum = (given: Float64Array): number => (given[0] ?? 0) + (given.at(-1) ?? 0);

    const given = Array.from({ length: 12 }, () => weights);
    const sums = await cluster.pool.map(sum, given, { chunkSize: 1 });
    const [once] = await cluster.pool.map((w: Float64Array) => w.length, [weights]);

    assert.deepEqual(new Set(sums), new Set([1]));
    assert.equal(once, MEGABYTE);
    assert.equal(cluster.put.length, 1);
    assert.equal(cluster.got.length, 1);
  });

  it('is sent a captured one once, for all functions that have it, also with the calls that pass it', async () => {
    await using cluster = await openCluster(1);
    using weights = share(new Float64Array(MEGABYTE).fill(0.5));

    const first = await cluster.pool.map((i: number) => (weights[i] ?? 0) + i, [1, 2, 3, 4]);
    const second = await cluster.pool.map((i: number) => (weights[i] ?? 0) * i, [1, 2, 3, 4]);
    const passed = await cluster.pool.apply((w: Float64Array) => w === weights, [weights]);

    assert.deepEqual(first, [1.5, 2.5, 3.5, 4.5]);
    assert.deepEqual(second, [0.5, 1, 1.5, 2]);
    assert.equal(passed, false);
    assert.deepEqual([cluster.put.length, cluster.got.length], [1, 1]);
  });

  it('is sent a large array that a function has captured apart from it, and each function has its own', async () => {
    await using cluster = await openCluster(1);
    const table = new Uint8Array(2 * MEGABYTE).fill(3);
    const write = (): number => (table[0] = (table[0] ?? 0) + 1);
    const read = (): number | undefined => table[0];

    await cluster.pool.map(() => write(), [1, 2, 3, 4]);

    assert.equal(await cluster.pool.apply(read), 3);
    table.fill(4);
    assert.equal(await cluster.pool.apply(read), 4);
    assert.deepEqual([cluster.put.length, cluster.got.length], [2, 2]);
  });

  it('gives it to hosts whose workers are threads', async () => {
    await using cluster = await openCluster(1, 'thread');
    using weights = share(new Float64Array(MEGABYTE).fill(0.5));
    const own = new Float64Array(MEGABYTE).fill(2);

    const captured = await cluster.pool.map(
      (i: number) => (weights[i] ?? 0) + (own[i] ?? 0),
      [1, 2, 3],
    );
    const passed = await cluster.pool.map((w: Float64Array) => w.at(-1), [weights, weights]);

    assert.deepEqual(
      [captured, passed],
      [
        [2.5, 2.5, 2.5],
        [0.5, 0.5],
      ],
    );
    assert.deepEqual([cluster.put.length, cluster.got.length], [2, 2]);
  });

  it('goes on sharing what a function has captured when it has changed at home', async () => {
    await using cluster = await openCluster(1);
    const weights = share(new Uint8Array(2 * MEGABYTE).fill(3));
    const read = (): number | undefined => weights[0];

    const before = await cluster.pool.apply(read);
    weights[0] = 9;
    const meanwhile = await cluster.pool.apply(read);
    weights[Symbol.dispose]();

    assert.deepEqual([before, meanwhile, await cluster.pool.apply(read)], [3, 3, 9]);
  });

  it('has each host fetch it once', async () => {
    await using cluster = await openCluster(2);
    using weights = share(new Uint8Array(2 * MEGABYTE).fill(3));

    const pids = await cluster.pool.map(
      async (given: Uint8Array) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return given[5] === 3 && process.ppid;
      },
      Array.from({ length: 16 }, () => weights),
      { chunkSize: 1 },
    );

    assert.ok(!pids.includes(false));
    assert.deepEqual([cluster.put.length, cluster.got.length], [1, 2]);
  });

  it('sends it with other arguments, and each task may write to its own others', async () => {
    await using cluster = await openCluster(1);
    using weights = share(new Uint8Array(2 * MEGABYTE).fill(3));
    const image = new Uint8Array(2 * MEGABYTE).fill(4);

    const results = await cluster.pool.starmap(
      (w: Uint8Array, i: Uint8Array, by: number) => {
        i[0] = (i[0] ?? 0) + by;
        return [w[0], i[0], w.length, i.length];
      },
      [
        [weights, image, 1],
        [weights, image, 2],
      ] as [Uint8Array, Uint8Array, number][],
    );

    assert.deepEqual(results, [
      [3, 5, 2 * MEGABYTE, 2 * MEGABYTE],
      [3, 6, 2 * MEGABYTE, 2 * MEGABYTE],
    ]);
    assert.equal(image[0], 4);
  });

  it('sends it with a detached job, whose results come when it is shared no more', async () => {
    await using cluster = await openCluster(1);
    const weights = share(new Uint8Array(2 * MEGABYTE).fill(3));

    const id = await cluster.pool.submit((w: Uint8Array) => w[9], [weights, weights, weights], {
      chunkSize: 1,
    });
    weights[Symbol.dispose]();
    const results: unknown[] = [];
    for await (const result of ClusterPool.attach(id, { engine: cluster.engine }))
      results.push(result);

    assert.deepEqual(results, [3, 3, 3]);
    assert.equal(cluster.put.length, 1);
  });

  it('refuses memory that is written by all: other machines cannot have it', async () => {
    await using pool = new HostedPool({ workers: 1 });
    using counts = sharedArray(Int32Array, 10);
    const refused = { name: 'NotSendableError', message: /other machines/ };

    await assert.rejects(
      pool.apply((given: Int32Array) => given[0], [counts]),
      refused,
    );
    await assert.rejects(
      pool.apply(() => counts[0]),
      refused,
    );
    assert.equal(await pool.apply(() => 1), 1);
  });
});
