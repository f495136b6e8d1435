/** A transport that remembers what the pool sends, so that a test can see how a call was cut. */
import type { Pool } from 'manyhands';
import { inlineTransport } from '#dist/core/transport/inline.js';
import { processTransport } from '#dist/core/transport/process.js';
import { threadTransport } from '#dist/core/transport/thread.js';
import type { Channel, ChannelOptions, Transport } from '#dist/core/transport/transport.js';
import type { Chunk } from '#dist/core/job/chunk.js';
import type { ToWorker } from '#dist/core/wire/messages.js';
import type { Subject, TransportUnderTest } from './subject.ts';

const TRANSPORTS = { process: processTransport, thread: threadTransport, inline: inlineTransport };

export class RecordingTransport implements Transport {
  readonly name: Transport['name'];
  readonly opened: Channel[] = [];
  readonly #inner: Transport;
  /** The chunks themselves: a chunk that was taken back and sent again is counted once. */
  readonly #chunks = new Set<Chunk>();

  constructor(kind: TransportUnderTest['kind']) {
    this.name = kind;
    this.#inner = TRANSPORTS[kind];
  }

  /** Every chunk that was given to a worker, once, in the order of the calls and of their items. */
  get chunks(): Chunk[] {
    const jobs = [...new Set([...this.#chunks].map(({ job }) => job))];
    return [...this.#chunks].sort(
      (a, b) => jobs.indexOf(a.job) - jobs.indexOf(b.job) || a.first - b.first,
    );
  }

  /** How many items each of them has. */
  get chunkSizes(): number[] {
    return this.chunks.map((chunk) => chunk.items.length);
  }

  open(options: ChannelOptions): Channel {
    const channel = this.#inner.open(options);
    const send = channel.send.bind(channel);
    channel.send = (message: ToWorker, transfer) => {
      if (message.kind === 'run') this.#record(message.chunks as readonly Chunk[]); // on this side they are
      send(message, transfer);
    };
    this.opened.push(channel);
    return channel;
  }

  /** What it has seen so far. */
  forget(): void {
    this.#chunks.clear();
  }

  #record(chunks: readonly Chunk[]): void {
    for (const chunk of chunks) this.#chunks.add(chunk);
  }
}

/** A pool that the tests of a suite share, and what was sent to its workers since the test began. */
export function sharedRecording(
  subject: Subject,
  workers: number,
): () => { readonly pool: Pool; readonly transport: RecordingTransport } {
  const transport = new RecordingTransport(subject.kind);
  const shared = subject.shared({ workers, transport });
  return () => {
    transport.forget();
    return { pool: shared(), transport };
  };
}
