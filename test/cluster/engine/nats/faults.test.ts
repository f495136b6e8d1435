/**
 * Work goes on while things die: every chunk has its outcome in the end, and nothing remains. When
 * something dies is decided by a seed, which is printed.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Engine } from '#dist/cluster/engine/engine.js';
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import type { NatsEngineOptions } from '#dist/cluster/engine/nats/nats-options.js';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';
import { failOnLeaks } from '../../../leaks.ts';
import { until } from '../../../until.ts';
import { NatsCluster } from '../../nats-cluster.ts';
import { NatsServer, reasonToSkip } from '../../nats-server.ts';
import { Network } from '../../network.ts';
import { inOrder, Work, wholeOutcomes } from './work.ts';

const COUNT = 2000;
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
process.stdout.write(`# seed ${seed} (repeat with SEED=${seed})\n`);

/** A part of all work, the same for the same seed and place. */
function someMoment(place: number): number {
  const hash = Math.imul(seed + place, 0x9e3779b1) >>> 0;
  return Math.floor(COUNT * (0.1 + 0.6 * (hash / 2 ** 32)));
}

class Programs implements AsyncDisposable {
  readonly #engines: Engine[] = [];

  async open(
    options: Pick<NatsEngineOptions, 'server' | 'role'> & Partial<NatsEngineOptions>,
  ): Promise<Engine> {
    const ours = options.role === 'submitter' ? { ackWaitMs: 1000, maxDeliveries: 50 } : {};
    const engine = await NatsEngine.open({
      pool: 'faults',
      pingIntervalMs: 500,
      replyTimeoutMs: 500,
      ...ours,
      ...options,
    });
    this.#engines.push(engine);
    return engine;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#engines.map(async (engine) => await engine[Symbol.asyncDispose]()));
  }
}

const skip = reasonToSkip();
describe('Work over NATS', { skip }, () => {
  failOnLeaks();

  it('is whole although its server is killed and started again, twice', async () => {
    await using server = await NatsServer.start();
    await using programs = new Programs();
    const submitter = await programs.open({ server: server.url, role: 'submitter' });
    const work = await Work.start(submitter);
    for (const _ of [1, 2])
      await work.host(await programs.open({ server: server.url, role: 'host' }));

    const published = work.publish(COUNT);
    for (const moment of [someMoment(1), someMoment(2)].toSorted((a, b) => a - b)) {
      await until('the moment', () => work.outcomes.size >= moment);
      await server.kill();
      await server.start();
    }
    await published;
    await work.done(COUNT);

    assert.deepEqual(inOrder(work.outcomes), wholeOutcomes(COUNT));
    assert.equal((await submitter.chunks.waiting()).size, 0);
  });

  it('is whole although its server stands still for longer than the ack wait', async () => {
    await using server = await NatsServer.start();
    await using programs = new Programs();
    const submitter = await programs.open({ server: server.url, role: 'submitter' });
    const work = await Work.start(submitter);
    const host = await programs.open({ server: server.url, role: 'host' });
    await work.host(host);

    const published = work.publish(COUNT);
    await until('the moment', () => work.outcomes.size >= someMoment(3));
    server.freeze();
    await until('the loss', () => host.connection.state === 'disconnected');
    server.thaw();
    await published;
    await work.done(COUNT);

    assert.deepEqual(inOrder(work.outcomes), wholeOutcomes(COUNT));
    assert.equal((await submitter.chunks.waiting()).size, 0);
  });

  for (const fault of ['cut', 'swallow'] as const) {
    const how = fault === 'cut' ? 'breaks' : 'swallows everything without a word';
    it(`is whole although the network of a host ${how}, and so does that of the submitter`, async () => {
      await using server = await NatsServer.start();
      await using near = await Network.to(server.port);
      await using far = await Network.to(server.port);
      await using programs = new Programs();
      const submitter = await programs.open({ server: near.url, role: 'submitter' });
      const host = await programs.open({ server: far.url, role: 'host' });
      const work = await Work.start(submitter);
      await work.host(host);
      await work.host(await programs.open({ server: server.url, role: 'host' }));

      const published = work.publish(COUNT);
      for (const [network, engine] of [
        [far, host],
        [near, submitter],
      ] as const) {
        const moment = work.outcomes.size + someMoment(4) / 4;
        await until(
          'the moment',
          () => work.outcomes.size >= moment || work.outcomes.size === COUNT,
        );
        network[fault]();
        await until('the loss', () => engine.connection.state === 'disconnected');
        network.mend();
        await until('the return', () => engine.connection.state === 'connected');
      }
      await published;
      await work.done(COUNT);

      assert.deepEqual(inOrder(work.outcomes), wholeOutcomes(COUNT));
      assert.equal((await submitter.chunks.waiting()).size, 0);
    });
  }

  it('is whole although the leader of three servers is killed', async () => {
    await using cluster = await NatsCluster.start();
    await using programs = new Programs();
    const server = cluster.urls;
    const submitter = await programs.open({ server, role: 'submitter', replicas: 3 });
    const work = await Work.start(submitter);
    for (const _ of [1, 2]) await work.host(await programs.open({ server, role: 'host' }));
    const leader = await cluster.leaderOf(new Subjects('faults').queueStream(0));

    const published = work.publish(COUNT);
    await until('the moment', () => work.outcomes.size >= someMoment(5), 60_000);
    await leader.kill();
    await published;
    await work.done(COUNT);

    assert.deepEqual(inOrder(work.outcomes), wholeOutcomes(COUNT));
    assert.equal((await submitter.chunks.waiting()).size, 0);
  });
});
