/** The chunk queue as one client of the memory server sees it. */
import { soon } from '../../../core/base/node-turns.ts';
import { EngineError } from '../engine-error.ts';
import type {
  ChunkMessage,
  ChunkQueue,
  ChunkSubscription,
  Delivery,
  Message,
  Poison,
  QueuedChunk,
} from '../engine.ts';
import { checkChunk, checkHeaders, checkToken } from '../names.ts';
import { MemoryChunkSubscription } from './memory-subscription.ts';
import type { MemoryConnection } from './memory-connection.ts';
import type { Entry } from './memory-queue.ts';
import type { MemoryServer } from './memory-server.ts';

export class MemoryChunks implements ChunkQueue {
  readonly #server: MemoryServer;
  readonly #connection: MemoryConnection;

  constructor(server: MemoryServer, connection: MemoryConnection) {
    this.#server = server;
    this.#connection = connection;
  }

  get maxMessageBytes(): number {
    return this.#server.maxMessageBytes;
  }

  get ackWaitMs(): number {
    return this.#server.ackWaitMs;
  }

  get maxDeliveries(): number {
    return this.#server.maxDeliveries;
  }

  async publish(chunk: ChunkMessage): Promise<void> {
    checkChunk(chunk, this.maxMessageBytes);
    await this.#connection.whenUp();
    // Copied, as a wire would: the sender may use its buffer again.
    const copy = { ...chunk, headers: { ...chunk.headers }, body: chunk.body.slice() };
    if (!this.#server.queue.publish(copy)) {
      throw new EngineError('full', `the queue is full: chunk ${chunk.id} was not taken`);
    }
  }

  async receive(
    onDelivery: (delivery: Delivery) => void,
    isWanted?: (queue: string) => boolean,
  ): Promise<ChunkSubscription> {
    await this.#connection.whenUp();
    return new MemoryChunkSubscription(this.#server, this.#connection, onDelivery, isWanted);
  }

  async purge(job: string): Promise<number> {
    checkToken('job', job);
    await this.#connection.whenUp();
    return this.#server.queue.purge(job);
  }

  async markCancelled(job: string, { headers, body }: Message): Promise<void> {
    checkToken('job', job);
    checkHeaders(headers);
    await this.#connection.whenUp();
    this.#server.mark({ headers: { ...headers }, body: body.slice() });
  }

  async onCancelled(listener: (mark: Message) => void): Promise<AsyncDisposable> {
    await this.#connection.whenUp();
    const { marks, onMark } = this.#server;
    let next = 0;
    const tell = (): void => {
      if (this.#connection.state !== 'connected') return;
      for (const mark of marks.slice(next)) soon(() => listener(mark));
      next = marks.length;
    };
    const close = (): void => void onMark.delete(tell);
    const forget = this.#connection.open({ close, renew: tell });
    onMark.add(tell);
    tell();
    return {
      [Symbol.asyncDispose]: async () => {
        if (forget()) close();
      },
    };
  }

  async onPoison(job: string, listener: (poison: Poison) => void): Promise<AsyncDisposable> {
    checkToken('job', job);
    await this.#connection.whenUp();
    const { queue } = this.#server;
    const told = new Set<Entry>();
    const tell = (entry: Entry): void => {
      if (entry.chunk.job !== job || told.has(entry) || this.#connection.state !== 'connected')
        return;
      told.add(entry);
      soon(() => listener(this.#poison(entry)));
    };
    const tellAll = (): void => [...queue.poison].forEach(tell);
    const close = (): void => void queue.onPoison.delete(tell);
    const forget = this.#connection.open({ close, renew: tellAll });
    queue.onPoison.add(tell);
    tellAll();
    return {
      [Symbol.asyncDispose]: async () => {
        if (forget()) close();
      },
    };
  }

  async waiting(): Promise<ReadonlyMap<string, number>> {
    await this.#connection.whenUp();
    const counts = new Map<string, number>();
    for (const { chunk } of this.#server.queue.entries()) {
      counts.set(chunk.job, (counts.get(chunk.job) ?? 0) + 1);
    }
    return counts;
  }

  async *list(job?: string): AsyncGenerator<QueuedChunk> {
    if (job !== undefined) checkToken('job', job);
    await this.#connection.whenUp();
    for (const entry of [...this.#server.queue.entries()]) {
      if (job === undefined || entry.chunk.job === job) yield this.#poison(entry);
    }
  }

  #poison(entry: Entry): Poison {
    return {
      ...entry.chunk,
      deliveryCount: entry.deliveryCount,
      discard: async () => {
        await this.#connection.whenUp();
        this.#server.queue.acknowledge(entry);
      },
    };
  }
}
