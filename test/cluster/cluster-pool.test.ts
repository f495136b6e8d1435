import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterPool } from 'manyhands/cluster';
import { announcement } from './hosts.ts';
import { MemoryCluster, newSigner } from './memory-cluster.ts';

const KEY = 'a secret of the tests';
const OPTION = { code: 'ERR_POOL_OPTION' };

function poolOver(cluster: MemoryCluster): ClusterPool {
  return new ClusterPool({ engine: async () => cluster.submitter, key: KEY, pool: 'test' });
}

describe('ClusterPool', () => {
  it('shows the hosts that are there and their workers, and none after its end', async () => {
    await using cluster = new MemoryCluster();
    await cluster.host.presence.announce(() => announcement(newSigner(), 'a', 4));
    const pool = poolOver(cluster);
    const before = [pool.hosts.length, pool.workers.length];

    await pool.ready();
    const during = [pool.hosts.map(({ name, slots }) => [name, slots]), pool.workers];
    await pool.terminate();

    assert.deepEqual(before, [0, 0]);
    assert.deepEqual(during, [[['a', 4]], [{ id: 1, pid: 2, state: 'idle' }]]);
    assert.deepEqual(pool.workers, []);
  });

  it('checks what submit and cancel are given, and that it is running', async () => {
    await using cluster = new MemoryCluster();
    const pool = poolOver(cluster);
    const items = [1, 2];

    await assert.rejects(pool.submit(5 as unknown as () => number, items), OPTION);
    await assert.rejects(pool.submit(Math.abs, items, { chunkSize: 0 }), OPTION);
    await assert.rejects(pool.submit(Math.abs, items, { retries: -1 }), OPTION);
    await assert.rejects(pool.submit(Math.abs, items, { timeout: Number.NaN }), OPTION);
    await assert.rejects(pool.submit(Math.abs, items, { size: 1 } as object), OPTION);
    await assert.rejects(pool.cancel('not a token'), OPTION);
    await pool.terminate();
    await assert.rejects(pool.submit(Math.abs, items), { code: 'ERR_POOL_STATE' });
    await assert.rejects(pool.cancel('d-1'), { code: 'ERR_POOL_STATE' });
  });

  it('submits a detached job as soon as a host is there', async () => {
    await using cluster = new MemoryCluster();
    const pool = poolOver(cluster);
    const submitting = pool.submit(Math.abs, [1, 2, 3], { chunkSize: 2 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const early = cluster.waiting;

    await cluster.host.presence.announce(() => announcement(newSigner(), 'a', 1));
    cluster.host.control.say('hosts', announcement(newSigner(), 'a', 1));
    const id = await submitting;

    assert.deepEqual([early, cluster.waiting], [0, 2]);
    assert.match(id, /^d-[0-9a-f]{24}$/);
    await pool.terminate();
    assert.equal(cluster.waiting, 2); // it goes on without its submitter
  });

  it('refuses bad options of attach before it connects', () => {
    const engine = async () => await Promise.reject(new Error('not wanted'));

    assert.throws(() => ClusterPool.attach('d-1', { engine, pool: 'a b' }), OPTION);
    assert.throws(() => ClusterPool.attach('a.b', { engine }), OPTION);
    assert.throws(() => ClusterPool.attach('d-1', { engine, extra: 1 } as object), OPTION);
  });
});
