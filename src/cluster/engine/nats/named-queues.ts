/**
 * Queues with names: a consumer in each part, made by who first puts a chunk into it. A consumer is no more than some
 * hundred bytes at the server, and stays: chunks may wait there for hosts that have never been there.
 */
import { makeConsumer } from './streams.ts';
import type { NatsContext } from './nats-context.ts';
import type { QueuePart } from './pull-inbox.ts';
import { queueOfConsumer } from './subjects.ts';

/** How long a consumer that was there counts as there. */
const KNOWN_MS = 3_600_000;
/** More do not fit into one answer of the server, and nobody needs them. */
const MAX_QUEUES = 1000;

export class NamedQueues {
  readonly #context: NatsContext;
  readonly #made = new Map<string, { readonly untilMs: number; readonly making: Promise<void> }>();

  constructor(context: NatsContext) {
    this.#context = context;
  }

  /** Publishes when the queue is there. If that fails, the queue is made anew the next time. */
  async during(queue: string | undefined, publish: () => Promise<unknown>): Promise<void> {
    try {
      if (queue !== undefined) await this.#make(queue);
      await publish();
    } catch (error) {
      if (queue !== undefined) this.#made.delete(queue);
      throw error;
    }
  }

  async #make(queue: string): Promise<void> {
    const known = this.#made.get(queue);
    const nowMs = performance.now();
    if (known !== undefined && known.untilMs > nowMs) {
      await known.making;
      return;
    }
    const making = this.#makeEverywhere(queue);
    this.#made.delete(queue);
    this.#made.set(queue, { untilMs: nowMs + KNOWN_MS, making });
    for (const oldest of this.#made.keys())
      if (this.#made.size > MAX_QUEUES) this.#made.delete(oldest);
    await making;
  }

  /** The first part comes last: where hosts find it there, it is in all of them. */
  async #makeEverywhere(queue: string): Promise<void> {
    const { settings } = this.#context;
    const { ackWaitMs, maxDeliveries, partitions } = settings;
    for (let part = partitions - 1; part >= 0; part -= 1) {
      await makeConsumer(this.#context, part, { ackWaitMs, maxDeliveries, queue });
    }
  }
}

/** The names of all queues that have one. */
async function findQueues({ connection, subjects }: NatsContext): Promise<string[]> {
  const subject = `$JS.API.CONSUMER.NAMES.${subjects.queueStream(0)}`;
  const { data } = await connection.nc.request(subject, '{"offset":0}', { timeout: TIMEOUT_MS });
  const { consumers } = JSON.parse(new TextDecoder().decode(data)) as { consumers?: unknown };
  const names = Array.isArray(consumers) ? consumers.slice(0, MAX_QUEUES) : [];
  return names.flatMap((name) => queueOfConsumer(String(name)) ?? []);
}

/** All parts of the queue of all hosts, and of `queues`: those of one part beside each other. */
export function placesOf(partitions: number, queues: readonly string[]): QueuePart[] {
  const all = [undefined, ...queues];
  return Array.from({ length: partitions }, (_, part) =>
    all.map((queue) => (queue === undefined ? { part } : { part, queue })),
  ).flat();
}

/** Looks, every few seconds, which queues there are that a host wants, and tells when these are others than before. */
export class QueueWatch {
  readonly #context: NatsContext;
  readonly #isWanted: (queue: string) => boolean;
  readonly #onChange: (queues: readonly string[]) => void;
  #known = '';
  #next: NodeJS.Timeout | undefined;
  #state: 'open' | 'ended' = 'open';

  constructor(
    context: NatsContext,
    isWanted: (queue: string) => boolean,
    onChange: (queues: readonly string[]) => void,
  ) {
    this.#context = context;
    this.#isWanted = isWanted;
    this.#onChange = onChange;
    void this.look();
  }

  /** Never rejects. */
  async look(): Promise<void> {
    clearTimeout(this.#next);
    try {
      if (this.#context.connection.state === 'connected')
        this.#accept(await findQueues(this.#context));
    } catch {
      // Not connected, or no answer just now: the next look tells.
    }
    clearTimeout(this.#next);
    if (this.#state === 'open') this.#next = setTimeout(() => void this.look(), LOOK_MS).unref();
  }

  end(): void {
    this.#state = 'ended';
    clearTimeout(this.#next);
  }

  #accept(found: readonly string[]): void {
    const queues = found.filter(this.#isWanted).toSorted().slice(0, MAX_WATCHED);
    const known = queues.join(' ');
    if (known === this.#known || this.#state === 'ended') return;
    this.#known = known;
    this.#onChange(queues);
  }
}

const TIMEOUT_MS = 5000;
/** Only hosts with labels look. */
const LOOK_MS = 2000;
/** A host goes round all queues that it takes from. */
const MAX_WATCHED = 100;
