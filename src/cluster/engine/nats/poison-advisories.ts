/**
 * Chunks that were delivered too often: one reader of the server's advisories for all jobs of
 * this program, opened with the first listener.
 *
 * The advisories are kept in a stream: a submitter that was away reads those from before as well. They name
 * a message by its sequence number only, so the message is fetched; if it is not there any more, another
 * program has discarded it.
 */
import { checkToken } from '../names.ts';
import type { Poison } from '../engine.ts';
import { fromNats, INDEX } from './nats-headers.ts';
import type { NatsContext } from './nats-context.ts';
import { type StreamEntry, StreamReader } from './stream-reader.ts';

type PoisonListener = (poison: Poison) => void;

export class PoisonAdvisories {
  readonly #context: NatsContext;
  readonly #listeners = new Map<string, Set<PoisonListener>>();
  /** Poison that has not been discarded, by its place in the queue. */
  readonly #known = new Map<string, Poison>();
  #reader: Promise<void> | undefined;

  constructor(context: NatsContext) {
    this.#context = context;
  }

  async listen(job: string, listener: PoisonListener): Promise<AsyncDisposable> {
    checkToken('job', job);
    await this.#whenReading();
    const listeners = this.#listeners.get(job) ?? new Set();
    this.#listeners.set(job, listeners.add(listener));
    for (const poison of this.#known.values()) if (poison.job === job) listener(poison);
    return this.#context.connection.disposable({
      close: async () => {
        listeners.delete(listener);
        if (listeners.size === 0 && this.#listeners.get(job) === listeners)
          this.#listeners.delete(job);
      },
    });
  }

  /** `job` is over: nobody will listen for its poison any more. */
  forget(job: string): void {
    for (const [place, poison] of this.#known) if (poison.job === job) this.#known.delete(place);
  }

  /** Settles when the advisories are being read; rejects if they cannot be, and the next call tries again. */
  async #whenReading(): Promise<void> {
    this.#reader ??= this.#beginReading();
    try {
      await this.#reader;
    } catch (error) {
      this.#reader = undefined;
      throw error;
    }
  }

  async #beginReading(): Promise<void> {
    const { connection, subjects } = this.#context;
    const reader = await StreamReader.open(this.#context, subjects.poisonStream);
    const isRead = this.#read(reader);
    connection.open({ close: () => isRead });
  }

  async #read(reader: StreamReader): Promise<void> {
    try {
      for await (const advisory of reader) await this.#onAdvisory(advisory);
    } catch {
      // The engine is closed, or its user lost the right to look: no listener can be called any more.
    }
  }

  async #onAdvisory({ message: advisory, sequence: advisoryAt }: StreamEntry): Promise<void> {
    const {
      stream,
      stream_seq: sequence,
      deliveries,
    } = JSON.parse(new TextDecoder().decode(advisory.body)) as Advisory; // the server's own words
    const { connection, jsm, subjects } = this.#context;
    const chunk = await connection.retry('look at a chunk', () =>
      jsm.streams.getMessage(stream, { seq: sequence }),
    );
    if (chunk === null) return;
    const place = `${stream} ${sequence}`;
    const poison: Poison = {
      job: subjects.jobOf(chunk.subject),
      index: Number(chunk.header.get(INDEX)),
      deliveryCount: deliveries,
      headers: fromNats(chunk.header),
      body: chunk.data,
      discard: async () => {
        await this.#drop(stream, sequence);
        await this.#drop(subjects.poisonStream, advisoryAt);
        this.#known.delete(place);
      },
    };
    this.#known.set(place, poison);
    for (const listener of this.#listeners.get(poison.job) ?? []) listener(poison);
  }

  async #drop(stream: string, sequence: number): Promise<void> {
    const { connection, jsm } = this.#context;
    await connection.retry('discard a chunk', async () => {
      const isThere = (await jsm.streams.getMessage(stream, { seq: sequence })) !== null;
      if (isThere) await jsm.streams.deleteMessage(stream, sequence, false);
    });
  }
}

/** https://docs.nats.io: `io.nats.jetstream.advisory.v1.max_deliver`. */
interface Advisory {
  readonly stream: string;
  readonly stream_seq: number;
  readonly deliveries: number;
}
