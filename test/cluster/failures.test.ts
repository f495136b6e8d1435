/** What goes wrong in a cluster, or is called off, at its full size. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WorkerLostError } from 'manyhands';
import { ClusterPool, startHost } from 'manyhands/cluster';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';
import { until } from '../until.ts';
import { HostProgram } from './host-program.ts';
import { leftovers } from './leftovers.ts';
import { NatsCluster } from './nats-cluster.ts';
import { NatsServer, reasonToSkip } from './nats-server.ts';

const log = (): void => {};

describe('a cluster in trouble', { skip: reasonToSkip() }, () => {
  it('rejects the index of a chunk that kills every host, and completes the rest', {
    timeout: 120_000,
  }, async () => {
    await using server = await NatsServer.start();
    const place = { server: server.url, pool: 'poison' };
    {
      await using pool = new ClusterPool({ ...place, ackWait: 1000, maxDeliveries: 3 });
      const living: HostProgram[] = [];
      let isOver = false;
      // As systemd would: a host that dies is started again.
      const keepAlive = async (name: string): Promise<void> => {
        while (!isOver) {
          const host = new HostProgram({ ...place, name });
          living.push(host);
          await host.ended();
        }
      };
      const keeping = [keepAlive('one'), keepAlive('two')];
      const task = (x: number): number => {
        if (x === 7) process.kill(process.ppid, 'SIGKILL');
        return x * 2;
      };

      const results = pool.imap(
        task,
        Array.from({ length: 40 }, (_, x) => x),
      );
      const outcomes: unknown[] = [];
      for (;;) {
        const next = await results.next().catch((error: unknown) => ({ error }));
        if ('error' in next) outcomes.push(next.error);
        else if (next.done === true) break;
        else outcomes.push(next.value);
      }
      isOver = true;
      await Promise.all(living.map(async (host) => await host.kill()));
      await Promise.all(keeping);

      assert.ok(outcomes[7] instanceof WorkerLostError);
      assert.match(outcomes[7].message, /3 hosts were given item 7/);
      outcomes[7] = 14;
      assert.deepEqual(
        outcomes,
        Array.from({ length: 40 }, (_, x) => x * 2),
      );
    }
    assert.deepEqual(await leftovers(place), []);
  });

  it('forgets 10,000 of 20,000 queued chunks when their job is cancelled', {
    timeout: 120_000,
  }, async () => {
    await using server = await NatsServer.start();
    const place = { server: server.url, pool: 'cancel' };
    {
      await using pool = new ClusterPool(place);
      await using host = await startHost({ ...place, workers: 1, transport: 'thread', log });
      await pool.ready();
      const items = Array.from({ length: 10_000 }, (_, x) => x);
      const wait = async (ms: number): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve, ms));
      };
      // Keeps the one worker busy, so that all others wait in the queue.
      const first = pool.applyAsync(wait, [1e6]);
      await until('the host to be busy', () => host.info.busy === 1);
      const cancelled = await pool.submit((x: number) => x, items, { chunkSize: 1 });
      const kept = await pool.submit((x: number) => x, items, { chunkSize: 1 });

      await pool.cancel(cancelled);
      first.cancel();
      await assert.rejects(first.get());

      await using results = ClusterPool.attach<number>(kept, place);
      let sum = 0;
      for await (const x of results) sum += x;
      assert.equal(sum, 49_995_000);
      await using gone = ClusterPool.attach(cancelled, place);
      await assert.rejects(gone.next(), { code: 'ERR_POOL_STATE' });
    }
    assert.deepEqual(await leftovers(place), []);
  });

  it('loses nothing when the leader of three servers is killed', { timeout: 120_000 }, async () => {
    await using servers = await NatsCluster.start();
    const place = { server: servers.urls, pool: 'three' };
    await using pool = new ClusterPool({ ...place, replicas: 3, ackWait: 2000 });
    const starting = startHost({ ...place, workers: 2, transport: 'thread', log });
    await using host = await starting;
    assert.equal(host.info.slots, 2);
    const items = Array.from({ length: 400 }, (_, x) => x);
    let killing: Promise<void> | undefined;

    const values = await pool.map((x: number) => x + 1, items, {
      chunkSize: 1,
      onProgress: ({ done }) => {
        if (done === 100)
          killing = servers
            .leaderOf(new Subjects('three').queueStream(0))
            .then(async (one) => await one.kill());
      },
    });
    await killing;

    assert.deepEqual(
      values,
      items.map((x) => x + 1),
    );
    assert.ok(killing !== undefined);
  });
});
