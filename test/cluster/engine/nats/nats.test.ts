/** The engine over a real NATS server keeps the contract. */
import { after, before, describe } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '#dist/cluster/engine/engine.js';
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import { NatsServer, reasonToSkip } from '../../nats-server.ts';
import { engineSuite } from '../engine.suite.ts';
import type { EngineUnderTest, Stage, StageSettings } from '../stage.ts';

/** Short, so that a test that waits for it is short; long enough for a slow machine to extend in time. */
const SHORT_ACK_WAIT_MS = 600;
/** Half of what `until` waits: what a server had sent into the void still comes in time. */
const ACK_WAIT_MS = 10_000;

let shared: NatsServer;
let pools = 0;

function natsWith(partitions: number, skips: EngineUnderTest['skips']): EngineUnderTest {
  return {
    name: `NATS, ${partitions} partitions`,
    skips,
    open: async (settings = {}) => {
      const server = settings.isInterrupted === true ? await NatsServer.start() : shared;
      return new NatsStage(settings, { server, partitions });
    },
  };
}

class NatsStage implements Stage {
  readonly #pool = `test${(pools += 1)}`;
  readonly #settings: StageSettings;
  readonly #engines: Engine[] = [];

  readonly #server: NatsServer;
  readonly #partitions: number;

  constructor(
    settings: StageSettings,
    { server, partitions }: { readonly server: NatsServer; readonly partitions: number },
  ) {
    this.#settings = settings;
    this.#server = server;
    this.#partitions = partitions;
  }

  async submitter(): Promise<Engine> {
    const { maxDeliveries, isSmall, isAckWaitShort } = this.#settings;
    const engine = await NatsEngine.open({
      server: this.#server.url,
      pool: this.#pool,
      role: 'submitter',
      ackWaitMs: isAckWaitShort === true ? SHORT_ACK_WAIT_MS : ACK_WAIT_MS,
      partitions: this.#partitions,
      ...(maxDeliveries === undefined ? {} : { maxDeliveries }),
      // Not 10,000: server 2.9.10 confirms and drops what fits but for some 40 bytes of its own.
      maxQueueBytes: isSmall === true ? 12_000 : 12_000_000,
    });
    this.#engines.push(engine);
    return engine;
  }

  async host(): Promise<Engine> {
    const engine = await NatsEngine.open({
      server: this.#server.url,
      pool: this.#pool,
      role: 'host',
    });
    this.#engines.push(engine);
    return engine;
  }

  /** The server's clock is the real one: whoever waits for a delivery waits for it, too. */
  passAckWait = async (): Promise<void> => {};

  async passMostOfAckWait(): Promise<void> {
    await delay(SHORT_ACK_WAIT_MS * 0.5);
  }

  async interrupt(): Promise<void> {
    await this.#server.kill();
  }

  async resume(): Promise<void> {
    await this.#server.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.#engines) await engine[Symbol.asyncDispose]();
    if (this.#server !== shared) await this.#server[Symbol.asyncDispose]();
  }
}

const OF_ONE_PART = {
  'delivers the chunks of a job in the order in which they were published':
    'each part has an order of its own',
};

const skip = reasonToSkip();
describe('The engine port over NATS', { skip }, () => {
  before(async () => {
    shared = await NatsServer.start();
  });
  after(async () => await shared[Symbol.asyncDispose]());
  describe('in one part', () => engineSuite(natsWith(1, {})));
  describe('in three parts', () => engineSuite(natsWith(3, OF_ONE_PART)));
});
