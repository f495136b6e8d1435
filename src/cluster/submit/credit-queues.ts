/**
 * What has not been sent yet, by what it asks of hosts: each kind waits for hosts of its own, so that what no host can run
 * holds up nothing else.
 *
 *    jobs, chunks ──► by placement ──► [ waiting ] ── while there is credit for that placement ──► send
 */
import type { Chunk } from '../../core/job/chunk.ts';
import type { Job } from '../../core/job/job.ts';
import { CreditQueue } from './credit-queue.ts';

export interface CreditQueuesOptions {
  /** How many chunks of this placement may be in flight, and how many are. */
  readonly credit: (placement: string) => number;
  readonly inFlight: (placement: string) => number;
  /** Throws v8's DataCloneError if something in the chunk cannot be sent. */
  readonly send: (chunk: Chunk) => void;
  /** Called when all was sent that could be. */
  readonly onSent: () => void;
}

export class CreditQueues {
  readonly #options: CreditQueuesOptions;
  readonly #byPlacement = new Map<string, CreditQueue>();

  constructor(options: CreditQueuesOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.placements.length === 0;
  }

  /** Those of which something waits. */
  get placements(): string[] {
    return [...this.#byPlacement].flatMap(([placement, queue]) => (queue.isEmpty ? [] : placement));
  }

  push(entry: Job | Chunk): void {
    this.#of(entry.placement).push(entry);
  }

  /** Puts chunks, if any, in front of everything else of their placement, and sends what may be sent now. */
  putBack(placement: string, chunks: readonly Chunk[]): void {
    this.#of(placement).putBack(chunks);
  }

  clear(): void {
    for (const queue of this.#byPlacement.values()) queue.clear();
  }

  sendSoon(): void {
    for (const queue of this.#byPlacement.values()) queue.sendSoon();
  }

  /** There is no job of that placement any more: what is left of it is of no use to anybody. */
  forget(placement: string): void {
    this.#byPlacement.get(placement)?.clear();
    this.#byPlacement.delete(placement);
  }

  #of(placement: string): CreditQueue {
    const known = this.#byPlacement.get(placement);
    if (known !== undefined) return known;
    const { credit, inFlight, send, onSent } = this.#options;
    const queue = new CreditQueue({
      credit: () => credit(placement),
      inFlight: () => inFlight(placement),
      send,
      onSent,
    });
    this.#byPlacement.set(placement, queue);
    return queue;
  }
}
