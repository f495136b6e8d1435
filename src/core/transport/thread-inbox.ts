/**
 * What comes from a thread: messages on its port, and small results in shared memory (`wire/shared-results.ts`),
 * handed on in the order in which the thread left them.
 */
import type { MessagePort } from 'node:worker_threads';
import { decode } from '../wire/frame.ts';
import { type FromWorker, RING } from '../wire/messages.ts';
import { fromPosted } from '../wire/posted.ts';
import { bytesIn } from '../wire/posted-bytes.ts';
import type { SharedResults } from '../wire/shared-results.ts';
import { clearTimeout, setTimeout } from '../base/node-turns.ts';
import { unref } from '../base/timer.ts';

/** So many results at one look are a rush. */
const RUSH = 8;
/** Half of what a thread has in hand at such times: it does not come to rest meanwhile. */
const LOOK_AGAIN_MS = 1;

export class ThreadInbox {
  readonly #results: SharedResults;
  readonly #port: MessagePort;
  readonly #onMessage: (message: FromWorker) => void;
  #nextLook: NodeJS.Timeout | undefined;
  /** How many messages the thread has posted, those that only ring not counted. */
  #received = 0;
  #bytes = 0;

  /** One for all looks. */
  readonly #onResult = (bytes: Buffer, start: number, end: number): void => {
    this.#bytes += end - start;
    this.#onMessage(decode(bytes, start, end));
  };

  /** @param results where the thread leaves its results */
  constructor(port: MessagePort, results: SharedResults, onMessage: (message: FromWorker) => void) {
    this.#port = port;
    this.#results = results;
    this.#onMessage = onMessage;
  }

  /** How many bytes have come. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Hands on what the thread has posted, and the results that are there. */
  receive(posted: unknown): void {
    if (posted !== RING) {
      this.#readResults(); // what the thread had finished before it posted this
      this.#received += 1;
      this.#bytes += bytesIn(posted);
      this.#onMessage(fromPosted<FromWorker>(posted));
    }
    this.#look();
  }

  /**
   * Hands on what the event loop has not delivered: the thread's exit may have overtaken it. Nothing comes
   * afterwards. Returns the error of a message that could not be read.
   */
  drain(): unknown {
    let failure: unknown;
    for (let next = this.#nextPosted(); next !== undefined; next = this.#nextPosted()) {
      if ('error' in next) {
        failure = next.error;
        break;
      }
      this.receive(next.message);
    }
    clearTimeout(this.#nextLook);
    this.#readResults();
    return failure;
  }

  #nextPosted(): { readonly message: unknown } | { readonly error: unknown } | undefined {
    try {
      return process.getBuiltinModule('node:worker_threads').receiveMessageOnPort(this.#port);
    } catch (error) {
      return { error };
    }
  }

  /**
   * Reads the results that are there. In a rush it looks again after a while, and the thread need not
   * ring for each of them.
   */
  #look(): void {
    const isRush = this.#readResults() >= RUSH;
    this.#results.announce(isRush);
    this.#readResults();
    if (isRush) this.#nextLook ??= unref(setTimeout(() => this.#lookAgain(), LOOK_AGAIN_MS));
  }

  #lookAgain(): void {
    this.#nextLook = undefined;
    this.#look();
  }

  #readResults(): number {
    return this.#results.drain(this.#received, this.#onResult);
  }
}
