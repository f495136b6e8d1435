/**
 * What has not been sent yet, and when it may be: flow control by credit.
 *
 *    jobs, chunks ──► [ waiting ] ── while fewer than `credit()` chunks are in flight ──► send
 *
 * The owner calls `sendSoon` whenever there is more credit than before. What is submitted in one turn is cut into
 * chunks when all of it is there, so sending waits for the end of the turn.
 */
import { nextTick } from '../../core/base/node-turns.ts';
import type { Chunk } from '../../core/job/chunk.ts';
import type { Job } from '../../core/job/job.ts';
import { TaskQueue } from '../../core/schedule/task-queue.ts';
import { splitUnsendable } from '../../core/schedule/unsendable-chunk.ts';

export interface CreditQueueOptions {
  /** How many chunks may be in flight, and how many are. */
  readonly credit: () => number;
  readonly inFlight: () => number;
  /** Throws v8's DataCloneError if something in the chunk cannot be sent. */
  readonly send: (chunk: Chunk) => void;
  /** Called when all was sent that could be. */
  readonly onSent: () => void;
}

export class CreditQueue {
  readonly #options: CreditQueueOptions;
  readonly #waiting = new TaskQueue();
  #willSend = false;

  constructor(options: CreditQueueOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#waiting.isEmpty;
  }

  push(entry: Job | Chunk): void {
    this.#waiting.push(entry);
    this.sendSoon();
  }

  /** Puts chunks in front of everything else. */
  putBack(chunks: readonly Chunk[]): void {
    this.#waiting.putBack(chunks);
    this.sendSoon();
  }

  clear(): void {
    this.#waiting.clear();
  }

  sendSoon(): void {
    if (this.#willSend) return;
    this.#willSend = true;
    nextTick(() => {
      this.#willSend = false;
      this.#sendAllowed();
      this.#options.onSent();
    });
  }

  #sendAllowed(): void {
    const { credit, inFlight, send } = this.#options;
    const limit = credit();
    while (inFlight() < limit) {
      const chunk = this.#waiting.next();
      if (chunk === undefined) return;
      try {
        send(chunk);
      } catch (cause) {
        this.#waiting.putBack(splitUnsendable(chunk, cause, 'process'));
      }
    }
  }
}
