/**
 * A job of many chunks over a real server and two hosts, one of which (or the server, or the network
 * between them) is struck at moments that a seed decides. At the end every index has its one right
 * outcome and the server holds nothing.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterPool } from 'manyhands/cluster';
import { Random } from '../soak/random.ts';
import { HostProgram } from './host-program.ts';
import { leftovers } from './leftovers.ts';
import { NatsServer } from './nats-server.ts';
import { Network } from './network.ts';

export const BLOWS = ['host killed', 'host frozen', 'server killed', 'network cut'] as const;
export type Blow = (typeof BLOWS)[number];

export interface ChaosRun {
  readonly chunks: number;
  readonly blow: Blow;
  readonly seed: number;
  /** How often it strikes. */
  readonly blows: number;
}

/** Short, so that what a dead host held soon comes to another. */
const ACK_WAIT_MS = 1500;
const POOL = 'ordeal';

/** What was wrong at the end, in words; nothing if all was well. */
export async function endure({ chunks, blow, seed, blows }: ChaosRun): Promise<string[]> {
  await using stage = await Stage.set();
  const random = new Random(seed);
  const moments = Array.from({ length: blows }, () => random.integer(1, chunks - 1)).sort(
    (a, b) => a - b,
  );
  const struck: Promise<void>[] = [];
  const items = Array.from({ length: chunks }, (_, item) => item);
  let values: number[];
  {
    await using pool = stage.pool();
    values = await pool.map((x: number) => x * 3 + 1, items, {
      chunkSize: 1,
      onProgress: ({ done }) => {
        if (done !== moments[struck.length]) return;
        struck.push(stage.strike(blow));
      },
    });
    await Promise.all(struck);
  }
  const wrong = items.filter((item) => values[item] !== item * 3 + 1);
  return [
    ...(values.length === chunks ? [] : [`${values.length} outcomes instead of ${chunks}`]),
    ...wrong.map((item) => `item ${item} has the outcome ${values[item]}`),
    ...(struck.length > 0 ? [] : ['nothing was struck']),
    ...(await leftovers({ server: stage.server.url, pool: POOL })),
  ];
}

class Stage implements AsyncDisposable {
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

  static async set(): Promise<Stage> {
    const server = await NatsServer.start();
    const network = await Network.to(server.port);
    const stage = new Stage(server, network);
    await using pool = stage.pool();
    await Promise.all([pool.ready(), stage.#near.ready(), stage.#far.ready()]);
    return stage;
  }

  pool(): ClusterPool {
    return new ClusterPool({ server: this.server.url, pool: POOL, ackWait: ACK_WAIT_MS });
  }

  /** One after another: what is down cannot be struck. */
  async strike(blow: Blow): Promise<void> {
    const before = this.#isDown ?? Promise.resolve();
    this.#isDown = before.then(async () => await this.#strikeNow(blow));
    await this.#isDown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#near.kill(), this.#far.kill()]);
    await this.#network[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }

  async #strikeNow(blow: Blow): Promise<void> {
    switch (blow) {
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
