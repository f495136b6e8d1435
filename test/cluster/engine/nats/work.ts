/**
 * The whole way of a job at the level of the engine: chunks out, results back, the first per index
 * counts. What a cluster pool does, without functions.
 */
import { Buffer } from 'node:buffer';
import { setTimeout as delay } from 'node:timers/promises';
import type { Delivery, Engine, Listener } from '#dist/cluster/engine/engine.js';
import { until } from '../../../until.ts';
import { chunk, message, textOf } from '../stage.ts';

const JOB = 'work';
const SLOTS = 8;

export class Work {
  readonly outcomes = new Map<number, string>();
  readonly #submitter: Engine;
  readonly #listener: Listener;

  private constructor(submitter: Engine, listener: Listener, outcomes: Map<number, string>) {
    this.#submitter = submitter;
    this.#listener = listener;
    this.outcomes = outcomes;
  }

  static async start(submitter: Engine): Promise<Work> {
    const outcomes = new Map<number, string>();
    const listener = await submitter.replies.listen((reply) => {
      const index = Number(reply.headers.index);
      if (!outcomes.has(index)) outcomes.set(index, textOf(reply));
    });
    return new Work(submitter, listener, outcomes);
  }

  /** Publishes all chunks, a few at a time, as credit would have it. */
  async publish(count: number): Promise<void> {
    let next = 0;
    const publishNext = async (): Promise<void> => {
      while (next < count) {
        const index = next;
        next += 1;
        const body = Buffer.from(this.#listener.address);
        await this.#submitter.chunks.publish(chunk(index, { job: JOB, body }));
      }
    };
    await Promise.all(Array.from({ length: 16 }, publishNext));
  }

  async host(engine: Engine): Promise<void> {
    const subscription = await engine.chunks.receive((delivery) => {
      void this.#run(engine, delivery).finally(() => subscription.request(1));
    });
    subscription.request(SLOTS);
  }

  /** Settles when every index has an outcome and the queue holds nothing more. */
  async done(count: number): Promise<void> {
    await until(`${count} outcomes`, () => this.outcomes.size === count, 60_000);
    await this.#submitter.chunks.purge(JOB);
  }

  async #run(engine: Engine, delivery: Delivery): Promise<void> {
    const { index } = delivery;
    const result = message(`result of ${index}`, { index: String(index) });
    try {
      // Not given back while the submitter is away: it would be poison within a moment.
      while ((await engine.replies.send(textOf(delivery), result)) !== 'acknowledged') {
        await delay(50);
        delivery.extend();
      }
      delivery.acknowledge();
    } catch {
      // The engine is closed: the chunk comes to another host.
    }
  }
}

/** What the outcomes must be, whatever happened on the way. */
export function wholeOutcomes(count: number): Map<number, string> {
  return new Map(Array.from({ length: count }, (_, index) => [index, `result of ${index}`]));
}

export function inOrder(outcomes: ReadonlyMap<number, string>): Map<number, string> {
  return new Map([...outcomes].toSorted(([a], [b]) => a - b));
}
