/** Calls that ask for hosts with labels: who runs them, and that all else holds for them as for others. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Pool, ThreadPool } from 'manyhands';
import {
  type ClusterHost,
  ClusterPool,
  type Labels,
  startHost,
  type StartHostOptions,
} from 'manyhands/cluster';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { giveOrder } from '#dist/cluster/messages/host-order.js';
import { sharedKeys } from '#dist/cluster/signing/keyring.js';
import { Signer } from '#dist/cluster/signing/signer.js';
import { failOnLeaks } from '../leaks.ts';
import { until } from '../until.ts';
import { NatsServer, reasonToSkip } from './nats-server.ts';
import { square, whereabouts } from './programs/needs-more.ts';

const KEY = 'a secret of the tests';
const ITEMS = Array.from({ length: 30 }, (_, x) => x);
const GPU = { on: { gpu: true }, chunkSize: 1 } as const;

type Engine = () => Promise<MemoryEngine>;

function poolOn(engine: Engine): ClusterPool {
  return new ClusterPool({ engine, key: KEY });
}

/** Hosts in this program, each with one worker, that end with the test. */
class Hosts implements AsyncDisposable {
  readonly #options: StartHostOptions;
  readonly #started: ClusterHost[] = [];

  constructor(options: Engine | { readonly server: string; readonly key: string }) {
    const connection = typeof options === 'function' ? { engine: options, key: KEY } : options;
    this.#options = { ...connection, workers: 1, transport: 'thread', log: () => {} };
  }

  /** Its workers know its name as `process.env.WITHOUT`. */
  async start(
    name: string,
    labels: Labels = {},
    options: Partial<StartHostOptions> = {},
  ): Promise<ClusterHost> {
    const own = { name, labels, env: { WITHOUT: name }, ...options };
    const host = await startHost({ ...this.#options, ...own });
    this.#started.push(host);
    return host;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#started.map((host) => host.kill()));
  }
}

const namesOf = (names: readonly string[]): string[] => [...new Set(names)].toSorted();

describe('A call that asks for labels', () => {
  failOnLeaks();

  it('runs only on hosts that have them, and other calls run everywhere', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    await hosts.start('plain');
    const eu = await hosts.start('eu', { gpu: 'a100', zone: 'eu' });
    await hosts.start('us', { gpu: true, zone: 'us' });
    await using pool = poolOn(engine);
    await until('all three', () => pool.hosts.length === 3);

    const inEurope = await pool.map(whereabouts, ITEMS, { ...GPU, on: { gpu: true, zone: 'eu' } });
    const withGpu = await pool.map(whereabouts, ITEMS, GPU);
    const anywhere = await pool.map(whereabouts, ITEMS, { on: {}, chunkSize: 1 });
    const streamed: string[] = [];
    for await (const name of pool.imap(whereabouts, ITEMS, { on: { zone: 'us' } }))
      streamed.push(name);
    const chained = await pool
      .from(ITEMS, { on: { gpu: 'a100' } })
      .map(whereabouts)
      .toArray();

    assert.deepEqual(namesOf(inEurope), ['eu']);
    assert.deepEqual(namesOf(withGpu), ['eu', 'us']);
    assert.deepEqual(namesOf(anywhere), ['eu', 'plain', 'us']);
    assert.deepEqual([namesOf(streamed), namesOf(chained)], [['us'], ['eu']]);
    assert.deepEqual({ ...eu.info.labels }, { gpu: 'a100', zone: 'eu' });
    assert.equal(pool.hosts.filter(({ labels }) => labels?.['zone'] === 'us').length, 1);
  });

  it('waits for such a host, holds up nothing else, and says what it waits for', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', onWarning);
    await hosts.start('plain', { disk: true });
    await using pool = poolOn(engine);
    const waiting = pool.mapAsync(whereabouts, ITEMS, GPU);

    const others = await pool.map(square, ITEMS, { chunkSize: 1 });
    await until('the warning', () => warnings.length > 0);
    process.off('warning', onWarning);
    const early = waiting.ready();
    await hosts.start('gpu', { gpu: true });

    assert.equal(others.length, ITEMS.length);
    assert.equal(early, false);
    assert.deepEqual(namesOf(await waiting.get()), ['gpu']);
    assert.deepEqual(warnings, [
      "work waits, and no host with gpu is there to do it: no host of pool 'default' can be used, " +
        'although some answer: host plain has disk',
    ]);
  });

  it('leaves nothing behind that keeps a program alive, if it is cancelled before it was sent', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    await hosts.start('plain');
    await using pool = poolOn(engine);
    await pool.ready();
    const controller = new AbortController();
    const waiting = pool.mapAsync(square, ITEMS, { ...GPU, signal: controller.signal });

    controller.abort(new Error('enough'));

    await assert.rejects(waiting.get(), /enough/);
    assert.deepEqual(await pool.map(square, [2]), [4]);
    pool.close();
    await pool.join();
  });

  it('is sent by its priority, among those that ask for the same', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    await using pool = poolOn(engine);
    const order: string[] = [];
    const call = (name: string, priority: number): Promise<unknown> =>
      pool.mapAsync(square, [1, 2, 3], { ...GPU, priority }).then(() => order.push(name));

    const calls = [call('low', 0), call('high', 2), call('middle', 1)];
    await hosts.start('gpu', { gpu: true });
    await Promise.all(calls);

    assert.deepEqual(order, ['high', 'middle', 'low']);
  });

  it('goes to another such host if one dies, leaves, or lacks what it needs', async () => {
    using server = new MemoryServer({ ackWaitMs: 500 });
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    const engines: MemoryEngine[] = [];
    const doomedEngine: Engine = async () => {
      engines.push(new MemoryEngine(server));
      return engines.at(-1) as MemoryEngine; // there is one
    };
    await hosts.start('plain');
    const doomed = await hosts.start('doomed', { gpu: true }, { engine: doomedEngine });
    const lacking = await hosts.start('module', { gpu: true }); // its workers miss it: `WITHOUT`
    await using pool = poolOn(engine);
    await until('all three', () => pool.hosts.length === 3);
    const squares = pool.mapAsync(square, ITEMS, GPU);
    await until('some', () => (doomed.info.counts?.items ?? 0) > 2);

    await hosts.start('whole', { gpu: true });
    giveOrder({ engine: new MemoryEngine(server), signer: newSigner() }, lacking.info.id, 'drain');
    engines[0]?.kill();
    await Promise.all([doomed.kill(), lacking.ended()]);

    assert.deepEqual(
      await squares.get(),
      ITEMS.map((x) => x * x),
    );
  });

  it('may be a detached job', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    const plain = await hosts.start('plain');
    await using pool = poolOn(engine);
    await pool.ready();
    const id = await pool.submit(whereabouts, ITEMS.slice(0, 6), GPU);

    await hosts.start('gpu', { gpu: true });
    const names: string[] = [];
    for await (const name of ClusterPool.attach<string>(id, { engine, key: KEY })) names.push(name);

    assert.deepEqual([names.length, namesOf(names)], [6, ['gpu']]);
    assert.equal(plain.info.counts?.chunks, 0);
  });

  it('runs again as often as retries says when its worker dies', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    await hosts.start('gpu', { gpu: true }, { transport: 'process' });
    await using pool = poolOn(engine);
    const dieOnce = async (): Promise<number> => {
      const { currentWorker } = await import('manyhands');
      if (currentWorker()?.attempt === 0) process.exit(3);
      return 1;
    };

    assert.equal(await pool.apply(dieOnce, [], { on: { gpu: true }, retries: 1 }), 1);
    await assert.rejects(
      pool.apply(() => process.exit(3), [], { on: { gpu: true } }),
      {
        code: 'ERR_POOL_WORKER_LOST',
      },
    );
  });

  it('is refused if it asks in a way that no host can answer, or where there are no hosts', async () => {
    using server = new MemoryServer();
    const engine = async () => new MemoryEngine(server);
    await using hosts = new Hosts(engine);
    await using pool = poolOn(engine);
    const bad = [['gpu'], 'gpu', null, { 'a b': true }, { gpu: 1 }] as unknown as Labels[];
    for (const on of bad) {
      await assert.rejects(pool.map(square, [1], { on }), { code: 'ERR_POOL_OPTION' });
      await assert.rejects(pool.submit(square, [1], { on }), { code: 'ERR_POOL_OPTION' });
      assert.throws(() => pool.imap(square, [1], { on }), { code: 'ERR_POOL_OPTION' });
      await assert.rejects(hosts.start('x', on), { code: 'ERR_POOL_OPTION' });
    }
    await using processes = new Pool(1);
    await using threads = new ThreadPool(1);
    for (const local of [processes, threads]) {
      await assert.rejects(local.map(square, [1], { on: { gpu: true } }), {
        code: 'ERR_POOL_OPTION',
        message: /^on: this pool has no hosts to choose from/,
      });
    }
  });
});

describe('Labels over NATS', { skip: reasonToSkip(), timeout: 120_000 }, () => {
  it('decide who runs a call, before and after such a host comes', async () => {
    await using server = await NatsServer.start();
    const connection = { server: server.url, key: KEY };
    await using pool = new ClusterPool({ ...connection, ackWait: 2000, partitions: 2 });
    await using hosts = new Hosts(connection);
    const early = pool.mapAsync(whereabouts, ITEMS, GPU);
    await hosts.start('plain', {});
    const plain = await pool.map(whereabouts, ITEMS, { chunkSize: 1 });
    const doomed = await hosts.start('doomed', { gpu: true, zone: 'eu-1.a' });
    await until('some', () => (doomed.info.counts?.items ?? 0) > 2);
    const job = await pool.submit(whereabouts, ITEMS, { ...GPU, on: { zone: 'eu-1.a' } });
    await doomed.kill();
    await hosts.start('gpu', { gpu: true, zone: 'eu-1.a' });

    const names: string[] = [];
    for await (const name of ClusterPool.attach<string>(job, connection)) names.push(name);

    assert.deepEqual(namesOf(plain), ['plain']);
    assert.deepEqual(
      namesOf([...(await early.get()), ...names]).filter((one) => one === 'plain'),
      [],
    );
    assert.equal(names.length, ITEMS.length);
  });
});

function newSigner(): Signer {
  return new Signer(sharedKeys([KEY]), 'default');
}
