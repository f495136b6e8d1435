/**
 * A pool as a stage of a pipeline of Node's streams.
 *
 *    writer ── write ──► [ one item ] ── pull ──► imap ── next ──► push ──► reader
 *              ▲              │                    ▲                 │
 *              └── callback ──┘                    └──── _read ──────┘
 *
 * A written item is acknowledged when the call pulls it, and the call pulls as its results are read:
 * so a slow reader holds back the writer, and nothing is buffered but what the call may hold and what
 * streams hold by themselves.
 *
 * Errors and the end travel both ways by `destroy`: an item that fails (or a call that was cancelled, or
 * a pool that was terminated) destroys the stream, and a stream that is destroyed ends the call.
 */
import { nextTick, soon } from '../base/node-turns.ts';
import { Duplex } from 'node:stream';
import { describeValue } from '../base/describe.ts';
import type { ResultIterator } from './result-iterator.ts';

type Callback = (error?: Error | null) => void;

/** `begin` begins the call over what will be written. */
export function openThrough(begin: Begin): Duplex {
  return new Through(begin);
}

type Begin = (items: AsyncIterable<unknown>) => ResultIterator<unknown>;

class Through extends Duplex {
  readonly #inlet: Inlet;
  readonly #results: ResultIterator<unknown>;
  #isReading = false;

  constructor(begin: Begin) {
    super({ objectMode: true });
    this.#inlet = new Inlet(() => this.#onStop());
    this.#results = begin(this.#inlet);
  }

  override _write(item: unknown, _encoding: BufferEncoding, callback: Callback): void {
    this.#inlet.put({ item, acknowledge: callback });
  }

  override _final(callback: Callback): void {
    this.#inlet.end();
    callback();
  }

  override _read(): void {
    void this.#read();
  }

  override _destroy(error: Error | null, callback: Callback): void {
    this.#inlet.refuse(error ?? new Error('the stream was destroyed before this item was read'));
    this.#results.return().then(() => callback(error), callback);
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.destroyed) {
        const { done, value } = await this.#results.next();
        if (this.destroyed) break;
        if (value === null) throw new TypeError(NULL_RESULT);
        if (!this.push(done ? null : value) || done) break;
      }
    } catch (error) {
      this.destroy(asError(error));
    }
    this.#isReading = false;
  }

  /** The call reads no more: it is at its end, or has failed, and then nobody may be reading. */
  #onStop(): void {
    // On its way here from the call itself, which has yet to note its own error.
    soon(() => {
      if (!this.destroyed) void this.#read();
    });
  }
}

const NULL_RESULT =
  'the function returned null, which would end the stream: return something else, or use imap';

/** Streams fail with errors, whose stacks they read; a task or a signal may bring anything. */
function asError(thrown: unknown): Error {
  try {
    if (thrown instanceof Error) {
      void thrown.stack;
      return thrown;
    }
  } catch {
    // A getter or a Proxy threw, and would again where nobody catches it.
  }
  return new Error(`a task threw ${textOf(thrown)}`, { cause: thrown });
}

function textOf(thrown: unknown): string {
  return typeof thrown === 'string' ? thrown : describeValue(thrown);
}

interface Offer {
  readonly item: unknown;
  readonly acknowledge: Callback;
}

/** What is written, as a source: one item at a time, each acknowledged when it is pulled. */
class Inlet implements AsyncIterable<unknown>, AsyncIterator<unknown, undefined> {
  readonly #onStop: () => void;
  #offer: Offer | undefined;
  #waiting: ((result: IteratorResult<unknown, undefined>) => void) | undefined;
  #isOver = false;

  /** `onStop` is called when whoever pulls wants no more. */
  constructor(onStop: () => void) {
    this.#onStop = onStop;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Never called before the last one was acknowledged: a writable stream writes one by one. */
  put(offer: Offer): void {
    const give = this.#waiting;
    this.#waiting = undefined;
    if (give === undefined) this.#offer = offer;
    else give(accept(offer));
  }

  /** What was written last will not be pulled. */
  refuse(error: Error): void {
    this.#offer?.acknowledge(error);
    this.#offer = undefined;
  }

  end(): void {
    this.#isOver = true;
    this.#waiting?.({ done: true, value: undefined });
    this.#waiting = undefined;
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    const offer = this.#offer;
    this.#offer = undefined;
    if (offer !== undefined) return accept(offer);
    if (this.#isOver) return { done: true, value: undefined };
    return await new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  async return(): Promise<IteratorResult<unknown, undefined>> {
    this.end();
    this.#onStop();
    return { done: true, value: undefined };
  }
}

function accept({ item, acknowledge }: Offer): IteratorResult<unknown, undefined> {
  nextTick(acknowledge); // what the writer does then is none of the call's business
  return { done: false, value: item };
}
