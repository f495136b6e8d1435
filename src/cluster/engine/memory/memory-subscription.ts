/** A host's subscription to chunks at the memory server: pulls what was requested, and never more. */
import { soon } from '../../../core/base/node-turns.ts';
import { checkInteger } from '../../../core/base/check.ts';
import type { Delivery, ChunkSubscription } from '../engine.ts';
import type { MemoryConnection } from './memory-connection.ts';
import type { Entry, Request } from './memory-queue.ts';
import type { MemoryServer } from './memory-server.ts';

export class MemoryChunkSubscription implements ChunkSubscription {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;
  readonly #onDelivery: (delivery: Delivery) => void;
  readonly #forget: () => boolean;
  #state: 'open' | 'stopped' = 'open';
  /** What the queue has been asked for and has not given yet. */
  readonly #request: Request;
  /** What it gave and the receiver has not got yet. */
  readonly #undelivered = new Set<Entry>();
  /** What the receiver holds, with the count at which it got it. */
  readonly #held = new Map<Entry, number>();

  constructor(
    server: MemoryServer,
    connection: MemoryConnection,
    onDelivery: (delivery: Delivery) => void,
    isWanted?: (queue: string) => boolean,
  ) {
    this.#server = server;
    this.#connection = connection;
    this.#onDelivery = onDelivery;
    this.#request = {
      wanted: 0,
      takes: ({ chunk: { queue } }) => queue === undefined || isWanted?.(queue) === true,
      ...(isWanted === undefined ? {} : { last: { queue: undefined } }),
      onEntry: (entry) => this.#deliver(entry),
    };
    this.#forget = connection.open({
      close: () => this.#giveAllBack(),
      suspend: () => server.queue.withdraw(this.#request),
      renew: () => this.#pull(),
    });
  }

  request(count: number): void {
    checkInteger('count', count, 0);
    if (this.#state === 'stopped') return;
    this.#request.wanted += count;
    if (this.#connection.state === 'connected') this.#pull();
  }

  async stop(): Promise<void> {
    this.#state = 'stopped';
    this.#server.queue.withdraw(this.#request);
    this.#request.wanted = 0;
    for (const entry of this.#undelivered) this.#server.queue.giveBack(entry, entry.deliveryCount);
    this.#undelivered.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#forget()) this.#giveAllBack();
  }

  #pull(): void {
    if (this.#request.wanted > 0) this.#server.queue.request(this.#request);
  }

  #deliver(entry: Entry): void {
    const { deliveryCount } = entry;
    this.#undelivered.add(entry);
    soon(() => {
      if (!this.#undelivered.delete(entry)) return; // stopped meanwhile
      this.#held.set(entry, deliveryCount);
      this.#onDelivery(this.#delivery(entry, deliveryCount));
    });
  }

  #delivery(entry: Entry, deliveryCount: number): Delivery {
    const { queue } = this.#server;
    const whenUp = (act: () => void) => (): void => {
      if (this.#connection.state === 'connected' && this.#held.get(entry) === deliveryCount) act();
    };
    return {
      ...entry.chunk,
      deliveryCount,
      extend: whenUp(() => queue.extend(entry, deliveryCount)),
      acknowledge: whenUp(() => {
        this.#held.delete(entry);
        queue.acknowledge(entry);
      }),
      giveBack: (afterMs = 0) =>
        whenUp(() => {
          this.#held.delete(entry);
          queue.giveBack(entry, deliveryCount, afterMs);
        })(),
    };
  }

  #giveAllBack(): void {
    void this.stop(); // it has no asynchronous part
    if (this.#connection.state !== 'connected') return;
    for (const [entry, count] of this.#held) this.#server.queue.giveBack(entry, count);
    this.#held.clear();
  }
}
