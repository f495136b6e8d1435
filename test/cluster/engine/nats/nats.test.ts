/** The engine over a real NATS server keeps the contract. */
import { after, before, describe } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Engine } from '#dist/cluster/engine/engine.js';
import { NatsEngine } from '#dist/cluster/engine/nats/nats-engine.js';
import { NatsServer, reasonToSkip } from '../../nats-server.ts';
import { engineSuite } from '../engine.suite.ts';
import type { EngineUnderTest, Stage, StageSettings } from '../stage.ts';

/** Short, so that a test that waits for it is short; long enough for a slow machine to extend in time. */
const ACK_WAIT_MS = 600;

let shared: NatsServer;
let pools = 0;

const nats: EngineUnderTest = {
  name: 'NATS',
  skips: {},
  open: async (settings = {}) =>
    new NatsStage(settings, settings.isInterrupted === true ? await NatsServer.start() : shared),
};

class NatsStage implements Stage {
  readonly #pool = `test${(pools += 1)}`;
  readonly #settings: StageSettings;
  readonly #engines: Engine[] = [];

  readonly #server: NatsServer;

  constructor(settings: StageSettings, server: NatsServer) {
    this.#settings = settings;
    this.#server = server;
  }

  async submitter(): Promise<Engine> {
    const { maxDeliveries, isSmall } = this.#settings;
    const engine = await NatsEngine.open({
      server: this.#server.url,
      pool: this.#pool,
      role: 'submitter',
      ackWaitMs: ACK_WAIT_MS,
      ...(maxDeliveries === undefined ? {} : { maxDeliveries }),
      ...(isSmall === true ? { maxQueueBytes: 10_000 } : {}),
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
    await delay(ACK_WAIT_MS * 0.5);
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

const skip = reasonToSkip();
describe('The engine port over NATS', { skip }, () => {
  before(async () => {
    shared = await NatsServer.start();
  });
  after(async () => await shared[Symbol.asyncDispose]());
  engineSuite(nats);
});
