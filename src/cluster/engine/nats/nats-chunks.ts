/** The queue of chunks as streams of a NATS server. */
import type {
  ChunkMessage,
  ChunkQueue,
  ChunkSubscription,
  Delivery,
  Message,
  Poison,
  QueuedChunk,
} from '../engine.ts';
import { checkChunk, checkToken } from '../names.ts';
import { countBySubject, dropChunks, listChunks } from './drop-chunks.ts';
import { INDEX, toNats } from './nats-headers.ts';
import { NamedQueues } from './named-queues.ts';
import type { NatsContext } from './nats-context.ts';
import { NatsChunkSubscription } from './nats-subscription.ts';
import { PoisonAdvisories } from './poison-advisories.ts';
import { checkMessage, messageLimit } from './limits.ts';
import { StreamReader } from './stream-reader.ts';

export class NatsChunks implements ChunkQueue {
  readonly #context: NatsContext;
  readonly #advisories: PoisonAdvisories;
  readonly #queues: NamedQueues;

  constructor(context: NatsContext) {
    this.#context = context;
    this.#advisories = new PoisonAdvisories(context);
    this.#queues = new NamedQueues(context);
  }

  get maxMessageBytes(): number {
    return messageLimit(this.#context.connection.nc);
  }

  get ackWaitMs(): number {
    return this.#context.settings.ackWaitMs;
  }

  get maxDeliveries(): number {
    return this.#context.settings.maxDeliveries;
  }

  async publish(chunk: ChunkMessage): Promise<void> {
    checkChunk(chunk, this.maxMessageBytes);
    const { connection, js, subjects, options } = this.#context;
    const headers = toNats(chunk.headers, { [INDEX]: String(chunk.index) });
    const { queue } = chunk;
    const subject = subjects.chunk(this.#partOf(chunk), chunk.job, queue);
    await connection.retry('publish chunks', () =>
      this.#queues.during(queue, () =>
        js.publish(subject, chunk.body, {
          msgID: chunk.id,
          headers,
          timeout: options.publishTimeoutMs,
        }),
      ),
    );
  }

  async receive(
    onDelivery: (delivery: Delivery) => void,
    isWanted?: (queue: string) => boolean,
  ): Promise<ChunkSubscription> {
    await this.#context.connection.whenUp();
    return new NatsChunkSubscription(this.#context, onDelivery, isWanted);
  }

  async purge(job: string): Promise<number> {
    checkToken('job', job);
    this.#advisories.forget(job);
    const dropped = await Promise.all(
      this.#parts.map(async (part) => await dropChunks(this.#context, part, job)),
    );
    return dropped.reduce((sum, count) => sum + count, 0);
  }

  async markCancelled(job: string, mark: Message): Promise<void> {
    checkToken('job', job);
    const { connection, js, subjects, options } = this.#context;
    checkMessage(mark, messageLimit(connection.nc));
    const headers = toNats(mark.headers);
    await connection.retry('cancel jobs', () =>
      js.publish(subjects.cancelled(job), mark.body, {
        headers,
        timeout: options.publishTimeoutMs,
      }),
    );
  }

  async onCancelled(listener: (mark: Message) => void): Promise<AsyncDisposable> {
    const { connection, subjects } = this.#context;
    const reader = await StreamReader.open(this.#context, subjects.cancelledStream);
    const isRead = tellAll(reader, listener);
    return connection.disposable({
      close: async () => {
        await reader[Symbol.asyncDispose]();
        await isRead;
      },
    });
  }

  async onPoison(job: string, listener: (poison: Poison) => void): Promise<AsyncDisposable> {
    return await this.#advisories.listen(job, listener);
  }

  async waiting(): Promise<ReadonlyMap<string, number>> {
    const { subjects } = this.#context;
    const counts = new Map<string, number>();
    for (const part of this.#parts) {
      for (const [subject, count] of await countBySubject(this.#context, part)) {
        const job = subjects.jobOf(subject);
        counts.set(job, (counts.get(job) ?? 0) + count);
      }
    }
    return counts;
  }

  async *list(job?: string): AsyncGenerator<QueuedChunk> {
    if (job !== undefined) checkToken('job', job);
    for (const part of this.#parts) yield* listChunks(this.#context, part, job);
  }

  get #parts(): number[] {
    return Array.from({ length: this.#context.settings.partitions }, (_, part) => part);
  }

  /** The same chunk always goes to the same part: the server knows an id in one stream only. */
  #partOf({ job, index }: ChunkMessage): number {
    const { partitions } = this.#context.settings;
    return partitions === 1 ? 0 : (hashOf(job) + index) % partitions;
  }
}

async function tellAll(reader: StreamReader, listener: (mark: Message) => void): Promise<void> {
  try {
    for await (const { message } of reader) listener(message);
  } catch {
    // The engine is closed, or its user lost the right to look: no listener can be called any more.
  }
}

/** FNV-1a: spreads small jobs, whose only chunk is number 0, over all parts. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
