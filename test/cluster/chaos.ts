/**
 * A job of many chunks over a real server and two hosts, one of which (or the server, or the network
 * between them) fails at moments that a seed decides. At the end every index has its one right
 * outcome and the server holds nothing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterPool } from 'manyhands/cluster';
import { Random } from '../soak/random.ts';
import { HostProgram } from './host-program.ts';
import { leftovers } from './leftovers.ts';
import { NatsServer } from './nats-server.ts';
import { Network } from './network.ts';

export const FAULTS = ['host killed', 'host frozen', 'server killed', 'network cut'] as const;
export type Fault = (typeof FAULTS)[number];

export interface ChaosRun {
  readonly chunks: number;
  readonly fault: Fault;
  readonly seed: number;
  /** How often it happens. */
  readonly times: number;
}

/** Short, so that what a dead host held soon comes to another. */
const ACK_WAIT_MS = 1500;
const POOL = 'chaos';

/** What was wrong at the end, in words; nothing if all was well. */
export async function runUnderFaults({ chunks, fault, seed, times }: ChaosRun): Promise<string[]> {
  await using cluster = await TestCluster.start();
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
    ...(await leftovers({ server: cluster.server.url, pool: POOL })),
  ];
}

class TestCluster implements AsyncDisposable {
  readonly server: NatsServer;
  readonly #network: Network;
  readonly #near: HostProgram;
  #far: HostProgram;
  #started = 0;
  #isDown: Promise<void> | undefined;

  private constructor(server: NatsServer, network: Network) {
    this.server = server;
    this.#network = network;
    this.#near = this.#host(server.url);
    this.#far = this.#host(network.url);
  }

  static async start(): Promise<TestCluster> {
    const server = await NatsServer.start();
    const network = await Network.to(server.port);
    const cluster = new TestCluster(server, network);
    await using pool = cluster.pool();
    await Promise.all([pool.ready(), cluster.#near.ready(), cluster.#far.ready()]);
    return cluster;
  }

  pool(): ClusterPool {
    return new ClusterPool({ server: this.server.url, pool: POOL, ackWait: ACK_WAIT_MS });
  }

  /** One after another: what is down cannot fail. */
  async inject(fault: Fault): Promise<void> {
    const before = this.#isDown ?? Promise.resolve();
    this.#isDown = before.then(async () => await this.#injectNow(fault));
    await this.#isDown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#near.kill(), this.#far.kill()]);
    await this.#network[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
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
        await this.server.kill();
        await this.server.start();
        return;
      case 'network cut':
        this.#network.cut();
        await delay(2 * ACK_WAIT_MS);
        this.#network.mend();
        return;
    }
  }

  #host(server: string): HostProgram {
    this.#started += 1;
    return new HostProgram({ server, pool: POOL, name: `host-${this.#started}` });
  }
}
