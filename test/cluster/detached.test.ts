/** Jobs that go on without their submitter. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClusterPool, startHost } from 'manyhands/cluster';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { failOnLeaks } from '../leaks.ts';
import { runProgram } from '../program.ts';
import { HostProgram } from './host-program.ts';
import { leftovers } from './leftovers.ts';
import { NatsServer, reasonToSkip } from './nats-server.ts';

const log = (): void => {};

async function collect(results: AsyncIterable<number>): Promise<number[]> {
  const values: number[] = [];
  for await (const value of results) values.push(value);
  return values;
}

describe('a detached job', () => {
  failOnLeaks();

  it('is done without its submitter, and read by another', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using host = await startHost({ engine, workers: 2, log });
    assert.ok(host.info.slots > 0);
    let id: string;
    {
      await using pool = new ClusterPool({ engine });
      const factor = 3;
      id = await pool.submit((x: number) => x * factor, [1, 2, 3, 4, 5], { chunkSize: 2 });
    }

    await using results = ClusterPool.attach<number>(id, { engine });

    assert.deepEqual(await collect(results), [3, 6, 9, 12, 15]);
    assert.deepEqual(results.progress, { done: 5, total: 5 });
    assert.deepEqual([server.logs.size, server.bodies.size], [0, 0]);
  });

  it('can be left in the middle and attached to again', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using host = await startHost({ engine, workers: 1, log });
    assert.ok(host.info.slots > 0);
    await using pool = new ClusterPool({ engine });
    const id = await pool.submit((x: number) => x, [1, 2, 3], { chunkSize: 1 });
    {
      await using first = ClusterPool.attach<number>(id, { engine });
      assert.deepEqual(await first.next(), { done: false, value: 1 });
    }

    await using second = ClusterPool.attach<number>(id, { engine });

    assert.deepEqual(await collect(second), [1, 2, 3]);
  });

  it('throws the error of an item at its position, and goes on', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using host = await startHost({ engine, workers: 1, name: 'h', log });
    assert.ok(host.info.slots > 0);
    await using pool = new ClusterPool({ engine });
    const id = await pool.submit(
      (x: number) => {
        if (x === 2) throw new RangeError('not two');
        return x;
      },
      [1, 2, 3],
    );
    await using results = ClusterPool.attach<number>(id, { engine });

    assert.equal((await results.next()).value, 1);
    await assert.rejects(results.next(), (error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.stack ?? '', /at host h, worker \d/);
      return true;
    });
    assert.equal((await results.next()).value, 3);
    assert.equal((await results.next()).done, true);
  });

  it('leaves nothing if one of its items cannot be sent', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using host = await startHost({ engine, workers: 1, log });
    assert.ok(host.info.slots > 0);
    await using pool = new ClusterPool({ engine });

    const submitting = pool.submit((x: unknown) => x, [1, () => {}], { chunkSize: 1 });

    await assert.rejects(submitting, { code: 'ERR_POOL_NOT_SENDABLE' });
    assert.equal(server.bodies.size, 0);
  });

  it('that is not there is said not to be there', async () => {
    using server = new MemoryServer();
    await using results = ClusterPool.attach('d-0', {
      engine: async () => new MemoryEngine(server),
    });

    await assert.rejects(results.next(), {
      code: 'ERR_POOL_STATE',
      message: /no detached job 'd-0'/,
    });
  });

  it('is whole although its submitter, and then a host, are killed -9', {
    skip: reasonToSkip(),
    timeout: 120_000,
  }, async () => {
    await using server = await NatsServer.start();
    const place = { server: server.url, pool: 'left' };
    await using first = new HostProgram({ ...place, name: 'first' });
    await using second = new HostProgram({ ...place, name: 'second' });
    const submitter = new URL('./programs/submit.js', import.meta.url);
    const { stdout } = await runProgram(submitter, {
      args: [server.url, 'left', '300'],
      onOutput: (_text, child) => child.kill('SIGKILL'),
    });
    const id = stdout.trim();
    await using results = ClusterPool.attach<number>(id, place);
    await results.next();

    await first.kill();
    const values = await collect(results);

    assert.deepEqual(
      values,
      Array.from({ length: 299 }, (_, at) => (at + 1) * 3 + 1),
    );
    assert.deepEqual(await leftovers(place), []);
    await second.stop();
  });
});
