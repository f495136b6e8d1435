/**
 * A job of many chunks over a real server (or three) and two hosts, one of which (or the server, or the network
 * between them) fails at moments that a seed decides, beside somebody who writes garbage if that is wanted. At
 * the end every index has its one right outcome and the server holds nothing; of garbage it holds what there was.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterPool } from 'manyhands/cluster';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';
import { Random } from '../soak/random.ts';
import { Garbage } from './garbage.ts';
import { HostProgram } from './host-program.ts';
import { leftovers } from './leftovers.ts';
import { NatsCluster } from './nats-cluster.ts';
import { NatsServer } from './nats-server.ts';
import { Network } from './network.ts';

export const FAULTS = ['host killed', 'host frozen', 'server killed', 'network cut'] as const;
/** Of three servers, the one that leads the queue. */
export const LEADER_KILLED = 'leader killed';
export type Fault = (typeof FAULTS)[number] | typeof LEADER_KILLED;

export interface ChaosRun {
  readonly chunks: number;
  readonly fault: Fault;
  readonly seed: number;
  /** How often it happens. */
  readonly times: number;
  /** Messages a second that somebody without the key sends meanwhile. Default: none. */
  readonly garbage?: number;
}

/** Short, so that what a dead host held soon comes to another. */
const ACK_WAIT_MS = 1500;
const POOL = 'chaos';
const KEY = 'a secret of the soak';

/** What was wrong at the end, in words; nothing if all was well. */
export async function runUnderFaults(run: ChaosRun): Promise<string[]> {
  const { chunks, fault, seed, times, garbage = 0 } = run;
  await using cluster = await TestCluster.start(fault === LEADER_KILLED ? 3 : 1);
  if (garbage > 0) await cluster.sendGarbage(seed, garbage);
  const random = new Random(seed);
  const moments = Array.from({ length: times }, () => random.integer(1, chunks - 1)).sort(
    (a, b) => a - b,
  );
  const injected: Promise<void>[] = [];
  const items = Array.from({ length: chunks }, (_, item) => item);
  let values: number[];
  {
    await using pool = cluster.pool();
    values = await pool.map((x: number) => x * 3 + 1, items, {
      chunkSize: 1,
      onProgress: ({ done }) => {
        if (done !== moments[injected.length]) return;
        injected.push(cluster.inject(fault));
      },
    });
    await Promise.all(injected);
  }
  const wrong = items.filter((item) => values[item] !== item * 3 + 1);
  return [
    ...(values.length === chunks ? [] : [`${values.length} outcomes instead of ${chunks}`]),
    ...wrong.map((item) => `item ${item} has the outcome ${values[item]}`),
    ...(injected.length > 0 ? [] : ['no fault was injected']),
    ...(garbage > 0 ? [] : await leftovers({ server: cluster.urls, pool: POOL })),
  ];
}

class TestCluster implements AsyncDisposable {
  readonly urls: readonly string[];
  readonly #server: NatsServer;
  readonly #three: NatsCluster | undefined;
  readonly #network: Network;
  readonly #near: HostProgram;
  #far: HostProgram;
  #started = 0;
  #isDown: Promise<void> | undefined;
  #garbage: Garbage | undefined;
  #sending: Promise<void> | undefined;
  readonly #isOver = new AbortController();

  private constructor(servers: NatsServer | NatsCluster, server: NatsServer, network: Network) {
    this.#server = server;
    this.#three = servers instanceof NatsCluster ? servers : undefined;
    this.urls = this.#three?.urls ?? [server.url];
    this.#network = network;
    this.#near = this.#host(this.urls.join(','));
    this.#far = this.#host(network.url);
  }

  static async start(count: 1 | 3): Promise<TestCluster> {
    const servers = count === 1 ? await NatsServer.start() : await NatsCluster.start();
    const [server] = servers instanceof NatsCluster ? servers.servers : [servers];
    if (server === undefined) throw new Error('a cluster of no servers');
    const network = await Network.to(server.port);
    const cluster = new TestCluster(servers, server, network);
    await using pool = cluster.pool();
    await Promise.all([pool.ready(), cluster.#near.ready(), cluster.#far.ready()]);
    return cluster;
  }

  /** Somebody without the key sends so many messages a second until the end. */
  async sendGarbage(seed: number, perSecond: number): Promise<void> {
    const [server = ''] = this.urls;
    this.#garbage = await Garbage.open({ server, pool: POOL, key: KEY, seed });
    this.#sending = this.#garbage.keepSending(perSecond, this.#isOver.signal);
  }

  pool(): ClusterPool {
    const replicas = this.#three === undefined ? 1 : 3;
    const common = { pool: POOL, key: KEY, ackWait: ACK_WAIT_MS, replicas };
    return new ClusterPool({ server: this.urls, ...common });
  }

  /** One after another: what is down cannot fail. */
  async inject(fault: Fault): Promise<void> {
    const before = this.#isDown ?? Promise.resolve();
    this.#isDown = before.then(async () => await this.#injectNow(fault));
    await this.#isDown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver.abort();
    await this.#sending; // before it is closed: a flush over a closed connection never settles
    await this.#garbage?.[Symbol.asyncDispose]();
    await Promise.all([this.#near.kill(), this.#far.kill()]);
    await this.#network[Symbol.asyncDispose]();
    await (this.#three ?? this.#server)[Symbol.asyncDispose]();
  }

  async #injectNow(fault: Fault): Promise<void> {
    switch (fault) {
      case 'host killed':
        await this.#far.kill();
        this.#far = this.#host(this.#network.url);
        await this.#far.ready();
        return;
      case 'host frozen':
        this.#far.freeze();
        await delay(2 * ACK_WAIT_MS);
        this.#far.thaw();
        return;
      case 'server killed':
        await this.#server.kill();
        await this.#server.start();
        return;
      case LEADER_KILLED:
        await this.#killLeader();
        return;
      case 'network cut':
        this.#network.cut();
        await delay(2 * ACK_WAIT_MS);
        this.#network.mend();
        return;
    }
  }

  /** It is away for a while, and comes back as one of those that follow. */
  async #killLeader(): Promise<void> {
    const leader = await this.#three?.leaderOf(new Subjects(POOL).queueStream(0));
    await leader?.kill();
    await delay(2 * ACK_WAIT_MS);
    await leader?.start();
  }

  #host(server: string): HostProgram {
    this.#started += 1;
    return new HostProgram({ server, pool: POOL, key: KEY, name: `host-${this.#started}` });
  }
}
