/**
 * Chunks that were delivered too often: one reader of the server's advisories for all jobs of
 * this program, opened with the first listener.
 *
 * The advisories are kept in a stream: a submitter that was away reads those from before as well. They name
 * a message by its sequence number only, so the message is fetched; if it is not there any more, another
 * program has discarded it. They are not signed: who hears of poison checks the chunk, and whether it was
 * really given to hosts (submit/poisoned-chunk.ts).
 */
import { checkToken } from '../names.ts';
import type { Message, Poison } from '../engine.ts';
import { fromNats, INDEX } from './nats-headers.ts';
import type { NatsContext } from './nats-context.ts';
import { type StreamEntry, StreamReader } from './stream-reader.ts';

type PoisonListener = (poison: Poison) => void;

export class PoisonAdvisories {
  readonly #context: NatsContext;
  readonly #listeners = new Map<string, Set<PoisonListener>>();
  /** Of poison that has not been discarded, by the place of its advisory. Without bodies: there may be many. */
  readonly #known = new Map<number, { readonly job: string; readonly notice: Notice }>();
  #reader: Promise<void> | undefined;

  constructor(context: NatsContext) {
    this.#context = context;
  }

  async listen(job: string, listener: PoisonListener): Promise<AsyncDisposable> {
    checkToken('job', job);
    await this.#whenReading();
    const listeners = this.#listeners.get(job) ?? new Set();
    this.#listeners.set(job, listeners.add(listener));
    for (const [at, known] of [...this.#known]) {
      const poison = known.job === job ? await this.#look(known.notice, at) : undefined;
      if (poison !== undefined) listener(poison);
    }
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
    for (const [at, known] of this.#known) if (known.job === job) this.#known.delete(at);
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
      for await (const advisory of reader) {
        // One that cannot be looked at must not end the reading of the others.
        await this.#onAdvisory(advisory).catch(() => {});
      }
    } catch {
      // The engine is closed, or its user lost the right to look: no listener can be called any more.
    }
  }

  async #onAdvisory({ message, sequence }: StreamEntry): Promise<void> {
    const notice = this.#readNotice(message);
    if (notice === undefined) return;
    const poison = await this.#look(notice, sequence);
    if (poison === undefined) return;
    this.#known.set(sequence, { job: poison.job, notice });
    for (const listener of this.#listeners.get(poison.job) ?? []) listener(poison);
  }

  /** Usually the server's own words; but whoever may write to its subject can say anything. */
  #readNotice({ body }: Message): Notice | undefined {
    let said: unknown;
    try {
      said = JSON.parse(new TextDecoder().decode(body));
    } catch {
      return undefined;
    }
    const { stream, stream_seq: place, deliveries } = Object(said) as Record<string, unknown>;
    const { settings, subjects } = this.#context;
    for (let part = 0; part < settings.partitions; part += 1) {
      if (stream !== subjects.queueStream(part)) continue;
      return isCount(place) && isCount(deliveries) ? { stream, place, deliveries } : undefined;
    }
    return undefined;
  }

  async #look({ stream, place, deliveries }: Notice, at: number): Promise<Poison | undefined> {
    const { connection, jsm, subjects } = this.#context;
    const chunk = await connection.retry('look at a chunk', () =>
      jsm.streams.getMessage(stream, { seq: place }),
    );
    if (chunk === null) {
      this.#known.delete(at);
      return undefined;
    }
    return {
      job: subjects.jobOf(chunk.subject),
      index: Number(chunk.header.get(INDEX)),
      deliveryCount: deliveries,
      headers: fromNats(chunk.header),
      body: chunk.data,
      discard: async () => {
        await this.#drop(stream, place);
        await this.#drop(subjects.poisonStream, at);
        this.#known.delete(at);
      },
    };
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
interface Notice {
  readonly stream: string;
  readonly place: number;
  readonly deliveries: number;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 1;
}
