/** What the contract suite needs of an engine under test, and what its tests share. */
import type {
  ChunkMessage,
  Delivery,
  Engine,
  ChunkSubscription,
  Message,
} from '#dist/cluster/engine/engine.js';
import { until } from '../../until.ts';

export interface EngineUnderTest {
  readonly name: string;
  /** A pool of its own for one test. */
  open(settings?: StageSettings): Promise<Stage>;
  /** Tests that cannot hold for this engine, by title, each with the reason. */
  readonly skips: Readonly<Record<string, string>>;
}

export interface StageSettings {
  readonly maxDeliveries?: number;
  /** The queue takes only a handful of chunks of 1 KiB. */
  readonly isSmall?: boolean;
  /** The test waits until the ack wait is over: it is short. Elsewhere a slow machine must not outlast it. */
  readonly isAckWaitShort?: boolean;
  /** The test will interrupt it: it needs a server that no other test has. */
  readonly isInterrupted?: boolean;
}

export interface Stage extends AsyncDisposable {
  submitter(): Promise<Engine>;
  host(): Promise<Engine>;
  /** The ack wait passes: by a clock of ours, or by itself while the test waits for what follows. */
  passAckWait(): Promise<void>;
  /** A part of the ack wait, after which a host that extends in time still has its chunk. */
  passMostOfAckWait(): Promise<void>;
  /** Every connection is lost. */
  interrupt(): Promise<void>;
  /** And comes back by itself. */
  resume(): Promise<void>;
}

/** For comparing what may come in any order. */
export function sorted(indices: readonly number[]): number[] {
  return indices.toSorted((a, b) => a - b);
}

/** A chunk of job `j`, unless told otherwise. */
export function chunk(index: number, changes: Partial<ChunkMessage> = {}): ChunkMessage {
  const job = changes.job ?? 'j';
  return {
    job,
    index,
    id: `${job}.${index}`,
    headers: {},
    body: new Uint8Array([index]),
    ...changes,
  };
}

export async function publish(
  engine: Engine,
  indices: readonly number[],
  job = 'j',
): Promise<void> {
  for (const index of indices) await engine.chunks.publish(chunk(index, { job }));
}

export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => from + i);
}

export function message(text: string, headers: Message['headers'] = {}): Message {
  return { headers, body: new TextEncoder().encode(text) };
}

export function textOf({ body }: Message): string {
  return new TextDecoder().decode(body);
}

/** A subscription that keeps what it gets. */
export class Taker {
  readonly deliveries: Delivery[] = [];
  readonly subscription: ChunkSubscription;
  #taken = 0;

  private constructor(subscription: ChunkSubscription, deliveries: Delivery[]) {
    this.subscription = subscription;
    this.deliveries = deliveries;
  }

  static async open(engine: Engine, request = 0): Promise<Taker> {
    const deliveries: Delivery[] = [];
    const subscription = await engine.chunks.receive((delivery) => deliveries.push(delivery));
    subscription.request(request);
    return new Taker(subscription, deliveries);
  }

  get indices(): number[] {
    return this.deliveries.map(({ index }) => index);
  }

  /** In the order of their numbers: what came in which order only one clause asks. */
  get sorted(): number[] {
    return sorted(this.indices);
  }

  async count(count: number): Promise<void> {
    await until(`${count} deliveries`, () => this.deliveries.length >= count);
  }

  /** The next one that no test has asked for yet. */
  async next(): Promise<Delivery> {
    const at = this.#taken;
    this.#taken += 1;
    await this.count(at + 1);
    const delivery = this.deliveries[at];
    if (delivery === undefined) throw new Error('there is no such delivery');
    return delivery;
  }
}

/** Settles when the queue holds that many chunks, over all jobs. */
export async function untilWaiting(engine: Engine, count: number): Promise<void> {
  for (;;) {
    const counts = [...(await engine.chunks.waiting()).values()];
    if (counts.reduce((sum, each) => sum + each, 0) === count) return;
  }
}
