/** The engine in memory keeps the contract. */
import { describe } from 'node:test';
import type { Engine } from '#dist/cluster/engine/engine.js';
import { ManualClock } from '#dist/cluster/engine/memory/clock.js';
import { MemoryEngine } from '#dist/cluster/engine/memory/memory-engine.js';
import { MemoryServer } from '#dist/cluster/engine/memory/memory-server.js';
import { engineSuite } from './engine.suite.ts';
import type { EngineUnderTest, Stage, StageSettings } from './stage.ts';

const memory: EngineUnderTest = {
  name: 'memory',
  skips: {},
  open: async (settings = {}) => new MemoryStage(settings),
};

class MemoryStage implements Stage {
  readonly #clock = new ManualClock();
  readonly #server: MemoryServer;
  readonly #engines: MemoryEngine[] = [];

  constructor({ maxDeliveries, isSmall }: StageSettings) {
    this.#server = new MemoryServer({
      clock: this.#clock,
      maxMessageBytes: 10_000,
      ...(maxDeliveries === undefined ? {} : { maxDeliveries }),
      ...(isSmall === true ? { maxChunks: 8 } : {}),
    });
  }

  async submitter(): Promise<Engine> {
    const engine = new MemoryEngine(this.#server);
    this.#engines.push(engine);
    return engine;
  }

  host(): Promise<Engine> {
    return this.submitter();
  }

  passAckWait = async (): Promise<void> => {
    this.#clock.advance(this.#server.ackWaitMs);
  };

  async passMostOfAckWait(): Promise<void> {
    this.#clock.advance(this.#server.ackWaitMs * 0.7);
  }

  async interrupt(): Promise<void> {
    for (const engine of this.#engines) engine.cut();
  }

  async resume(): Promise<void> {
    for (const engine of this.#engines) {
      if (engine.connection.state === 'disconnected') engine.mend();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.#engines) await engine[Symbol.asyncDispose]();
    this.#server[Symbol.dispose]();
  }
}

describe('The engine port in memory', () => engineSuite(memory));
