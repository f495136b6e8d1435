import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '#dist/cluster/engine/engine.js';
import { EngineError } from '#dist/cluster/engine/engine-error.js';
import { encodeResult } from '#dist/cluster/messages/bodies.js';
import { resultHeaders } from '#dist/cluster/messages/metadata.js';
import type { ReceivedResult } from '#dist/cluster/submit/receive-result.js';
import { SubmitterConnection } from '#dist/cluster/submit/submitter-connection.js';
import { until } from '../../until.ts';
import { announcement } from '../hosts.ts';
import { MemoryCluster, newSigner } from '../memory-cluster.ts';

class Submitter {
  readonly lost: unknown[] = [];
  readonly cancelled: string[] = [];
  readonly results: ReceivedResult[] = [];
  hostChanges = 0;
  checks = 0;
  readonly connection: SubmitterConnection;

  constructor(connect: () => Promise<Engine>, lostMs = 60_000) {
    const options = { connect, signer: newSigner(), namespace: 's-test', poolName: 'test', lostMs };
    this.connection = new SubmitterConnection(options, {
      waiting: () => [],
      isInFlight: ({ index }) => index === 0,
      onHosts: () => {
        this.hostChanges += 1;
      },
      onResult: (result) => this.results.push(result),
      onCancelled: (job) => this.cancelled.push(job),
      onCheck: () => {
        this.checks += 1;
      },
      onLost: (error) => this.lost.push(error),
    });
  }

  static over(cluster: MemoryCluster, lostMs?: number): Submitter {
    return new Submitter(async () => cluster.submitter, lostMs);
  }

  async opened(): Promise<void> {
    await until('the connection', () => this.connection.open !== undefined);
  }
}

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
};

describe('SubmitterConnection', () => {
  it('opens by itself, and knows the hosts that are there', async () => {
    await using cluster = new MemoryCluster();
    await cluster.host.presence.announce(() => announcement(newSigner(), 'a', 3));
    const submitter = Submitter.over(cluster);
    const before = [submitter.connection.open, submitter.connection.slotsFor('')];

    await until('the host', () => submitter.hostChanges > 0);

    assert.deepEqual(before, [undefined, 0]);
    assert.equal(submitter.connection.open?.namespace, 's-test');
    assert.deepEqual(
      [submitter.connection.slotsFor(''), submitter.connection.hosts.map(({ name }) => name)],
      [3, ['a']],
    );
    await submitter.connection[Symbol.asyncDispose]();
  });

  it('asks again when a host says that it has come', async () => {
    await using cluster = new MemoryCluster();
    const submitter = Submitter.over(cluster);
    await submitter.opened();

    await cluster.host.presence.announce(() => announcement(newSigner(), 'late', 2));
    cluster.host.control.say('hosts', announcement(newSigner(), 'late', 2));
    await until('the host', () => submitter.connection.slotsFor('') === 2);

    await submitter.connection[Symbol.asyncDispose]();
  });

  it('hands on results that are in flight, and acknowledges all that are well signed', async () => {
    await using cluster = new MemoryCluster();
    const submitter = Submitter.over(cluster);
    await submitter.opened();
    const address = submitter.connection.open?.address ?? '';
    const body = encodeResult({ id: 0, from: 0, values: ['x'], errors: [], runMs: 0 });
    const messageOf = (index: number) => {
      const metadata = { job: 'j', index, first: 0, count: 1, worker: 'w', ref: '' };
      return newSigner().sign('result', resultHeaders(metadata), body);
    };

    const wanted = await cluster.host.replies.send(address, messageOf(0));
    const unwanted = await cluster.host.replies.send(address, messageOf(1));
    const unsigned = await cluster.host.replies.send(address, { headers: {}, body });

    assert.deepEqual([wanted, unwanted, unsigned], ['acknowledged', 'acknowledged', 'refused']);
    assert.deepEqual(
      submitter.results.map(({ metadata }) => metadata.index),
      [0],
    );
    await submitter.connection[Symbol.asyncDispose]();
  });

  it('hears that a job was cancelled elsewhere, but only from those who have the key', async () => {
    await using cluster = new MemoryCluster();
    const submitter = Submitter.over(cluster);
    await submitter.opened();
    const nothing = new Uint8Array(0);

    const { chunks } = cluster.host;
    await chunks.markCancelled('forged', { headers: { job: 'forged' }, body: nothing });
    await chunks.markCancelled('j', newSigner().sign('cancel', { job: 'j' }, nothing));
    await until('the cancellation', () => submitter.cancelled.length > 0);

    assert.deepEqual(submitter.cancelled, ['j']);
    await submitter.connection[Symbol.asyncDispose]();
  });

  it('is lost at once if it cannot be opened', async () => {
    const error = new EngineError('unreachable', 'no server');
    const submitter = new Submitter(async () => await Promise.reject(error));

    await until('the loss', () => submitter.lost.length > 0);

    assert.deepEqual(submitter.lost, [error]);
    await submitter.connection[Symbol.asyncDispose]();
  });

  it('is lost when the server is out of reach for too long, and not before', async () => {
    await using cluster = new MemoryCluster();
    const submitter = Submitter.over(cluster, 50);
    await submitter.opened();

    cluster.submitter.cut();
    cluster.submitter.mend();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const afterMending = submitter.lost.length;
    cluster.submitter.cut();
    await until('the loss', () => submitter.lost.length > 0);

    assert.equal(afterMending, 0);
    assert.equal((submitter.lost[0] as EngineError).reason, 'unreachable');
    cluster.submitter.mend();
    await submitter.connection[Symbol.asyncDispose]();
  });

  it('is lost when the engine closes by itself', async () => {
    await using cluster = new MemoryCluster();
    const submitter = Submitter.over(cluster);
    await submitter.opened();

    await cluster.submitter[Symbol.asyncDispose]();

    assert.equal((submitter.lost[0] as EngineError).reason, 'closed');
    await submitter.connection[Symbol.asyncDispose]();
  });

  it('checks every few seconds, and no more when it is disposed', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    await using cluster = new MemoryCluster();
    const submitter = Submitter.over(cluster);
    await submitter.opened();
    const counts: number[] = [];

    for (const ms of [4999, 1, 5000]) {
      t.mock.timers.tick(ms);
      counts.push(submitter.checks);
    }
    await submitter.connection[Symbol.asyncDispose]();
    t.mock.timers.tick(60_000);

    assert.deepEqual([counts, submitter.checks], [[0, 1, 2], 2]);
  });

  it('ends the engine when it is disposed, also one that is only just there', async () => {
    await using cluster = new MemoryCluster();
    let connected: ((engine: Engine) => void) | undefined;
    const submitter = new Submitter(
      async () =>
        await new Promise((resolve) => {
          connected = resolve;
        }),
    );
    await until('the call', () => connected !== undefined);

    await submitter.connection[Symbol.asyncDispose](); // does not wait for the connection
    connected?.(cluster.submitter);
    await until('the end of the engine', () => cluster.submitter.connection.state === 'closed');

    assert.deepEqual([submitter.lost, submitter.connection.open], [[], undefined]);
  });

  it('does not connect if it is disposed at once', async () => {
    let asked = 0;
    const submitter = new Submitter(async () => {
      asked += 1;
      return await Promise.reject(new Error('not wanted'));
    });

    await submitter.connection[Symbol.asyncDispose]();
    await turns(5);

    assert.deepEqual([asked, submitter.lost], [0, []]);
  });

  it('deletes what was stored under its namespace, if anything was', async () => {
    await using cluster = new MemoryCluster();
    const submitter = Submitter.over(cluster);
    await submitter.opened();
    await cluster.submitter.store.put('s-test', 'recipe', new Uint8Array(1));

    await submitter.connection.deleteStored();
    const before = cluster.server.bodies.has('s-test');
    submitter.connection.noteStored();
    await submitter.connection.deleteStored();

    assert.deepEqual([before, cluster.server.bodies.has('s-test')], [true, false]);
    await submitter.connection[Symbol.asyncDispose]();
  });
});
