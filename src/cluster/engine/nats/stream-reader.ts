/**
 * Reads a stream from its beginning and goes on with what comes, over any loss of the connection: each
 * message once and in order. The client's ordered consumer does that as long as it lives; where it
 * gives up, another takes over behind the last message.
 */
import { type Consumer, type ConsumerMessages, DeliverPolicy } from '@nats-io/jetstream';
import { deferred } from '@nats-io/transport-node';
import type { Message } from '../engine.ts';
import { messageOf } from './nats-headers.ts';
import type { NatsContext } from './nats-context.ts';

export interface StreamEntry {
  readonly message: Message;
  /** Its place in the stream. */
  readonly sequence: number;
}

export interface StreamReaderOptions {
  /** Only what came under it. */
  readonly subject?: string;
  /** Ends the reader. */
  readonly signal?: AbortSignal | undefined;
}

export class StreamReader implements AsyncDisposable {
  readonly #context: NatsContext;
  readonly #stream: string;
  readonly #subject: string | undefined;
  readonly #forget: () => boolean;
  #source: { readonly consumer: Consumer; readonly messages: ConsumerMessages } | undefined;
  #next = 1;
  #state: 'open' | 'ended' = 'open';
  #closing: Promise<void> | undefined;
  #stopListening: () => void = () => {};
  readonly #ended = deferred<void>();

  private constructor(context: NatsContext, stream: string, subject: string | undefined) {
    this.#context = context;
    this.#stream = stream;
    this.#subject = subject;
    this.#forget = context.connection.open({ close: () => this.#end() });
  }

  /** Settles when the reading has begun, or has ended before. `subject`: only what came under it. */
  static async open(
    context: NatsContext,
    stream: string,
    options: StreamReaderOptions = {},
  ): Promise<StreamReader> {
    const reader = new StreamReader(context, stream, options.subject);
    const end = (): void => reader.#endSoon();
    options.signal?.addEventListener('abort', end);
    reader.#stopListening = () => options.signal?.removeEventListener('abort', end);
    if (options.signal?.aborted === true) end();
    else await Promise.race([reader.#begin(), reader.#ended]);
    return reader;
  }

  /** Ends without an error when the reading is disposed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<StreamEntry> {
    while (this.#state === 'open') {
      for await (const message of this.#source?.messages ?? []) {
        this.#next = message.seq + 1;
        yield { message: messageOf(message), sequence: message.seq };
      }
      if (this.#state === 'open') await Promise.race([this.#begin(), this.#ended]);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#forget();
    await this.#end();
  }

  async #end(): Promise<void> {
    this.#state = 'ended';
    this.#ended.resolve();
    this.#stopListening();
    this.#closing ??= this.#closeSource();
    await this.#closing;
  }

  async #begin(): Promise<void> {
    try {
      await this.#ask();
    } catch (error) {
      if (this.#state === 'open') throw error;
    }
    if (this.#state === 'ended') await this.#closeSource(); // meanwhile
  }

  async #ask(): Promise<void> {
    const { connection, js } = this.#context;
    await connection.retry('read a stream', async () => {
      const consumer = await js.consumers.get(this.#stream, {
        ...(this.#subject === undefined ? {} : { filter_subjects: this.#subject }),
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: this.#next,
        inactive_threshold: FORGOTTEN_MS,
      });
      this.#source = { consumer, messages: await consumer.consume({ max_messages: AHEAD }) };
    });
  }

  #endSoon(): void {
    void this.#end(); // whoever disposes the reading awaits it
  }

  async #closeSource(): Promise<void> {
    const source = this.#source;
    this.#source = undefined;
    if (source === undefined) return;
    await source.messages.close();
    // Otherwise the server forgets it by itself, some time later.
    if (this.#context.connection.state === 'connected')
      await source.consumer.delete().catch(() => false);
  }
}

/** So many messages are on their way to a reader; each has up to half a MiB. */
const AHEAD = 32;
/** After this time the server drops a consumer whose reader has vanished. */
const FORGOTTEN_MS = 60_000;
