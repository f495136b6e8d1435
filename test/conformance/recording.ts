/** A transport that remembers what the pool sends, so that a test can see how a call was cut. */
import { inlineTransport } from '#dist/transport/inline.js';
import { processTransport } from '#dist/transport/process.js';
import { threadTransport } from '#dist/transport/thread.js';
import type { Channel, ChannelOptions, Transport } from '#dist/transport/transport.js';
import type { RunChunk, ToWorker } from '#dist/wire/messages.js';
import type { TransportUnderTest } from './subject.ts';

const TRANSPORTS = { process: processTransport, thread: threadTransport, inline: inlineTransport };

export class RecordingTransport implements Transport {
  readonly name: Transport['name'];
  readonly opened: Channel[] = [];
  readonly #inner: Transport;
  readonly #chunks = new Set<RunChunk>();

  constructor(kind: TransportUnderTest['kind']) {
    this.name = kind;
    this.#inner = TRANSPORTS[kind];
  }

  /** Every chunk that was given to a worker, once, in the order in which they were cut. */
  get chunks(): RunChunk[] {
    return [...this.#chunks].sort((a, b) => firstOf(a) - firstOf(b));
  }

  /** How many items each of them has. */
  get chunkSizes(): number[] {
    return this.chunks.map((chunk) => chunk.items.length);
  }

  open(options: ChannelOptions): Channel {
    const channel = this.#inner.open(options);
    const send = channel.send.bind(channel);
    channel.send = (message: ToWorker, transfer) => {
      // By the chunk itself: its number is a new one each time it is given.
      if (message.kind === 'run') for (const chunk of message.chunks) this.#chunks.add(chunk);
      send(message, transfer);
    };
    this.opened.push(channel);
    return channel;
  }
}

/** The pool's own chunks know where they stand in their job. */
function firstOf(chunk: RunChunk): number {
  return (chunk as RunChunk & { readonly first: number }).first;
}
