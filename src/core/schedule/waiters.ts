/**
 * Who waits for something of the pool: until all workers are ready, or until fewer items wait.
 *
 * Looks when something has been dispatched: by then all that could start has started.
 */
import type { ItemCounts } from '../job/item-counts.ts';
import { QueueRoom, type Reader, type WithHands } from './queue-room.ts';
import { Readiness } from './readiness.ts';

/** What has to be known of a crew here. */
interface Watched {
  readonly isReady: boolean;
  readonly handles: Iterable<WithHands>;
}

export class Waiters {
  /** Whether anybody does: `look` need not be called otherwise. Nobody else writes it. */
  isAwaited = false;
  readonly #crew: Watched;
  readonly #room: QueueRoom;
  readonly #readiness = new Readiness();

  constructor(crew: Watched, counts: ItemCounts) {
    this.#crew = crew;
    this.#room = new QueueRoom(counts, () => crew.handles);
  }

  /** Settles when every worker is ready. */
  async ready(): Promise<void> {
    this.isAwaited = true;
    await this.#readiness.wait(this.#crew.isReady);
  }

  /** Settles when fewer than `below` items wait, and at the end. */
  async drained(below: number): Promise<void> {
    if (this.#readiness.failure !== undefined) return;
    this.isAwaited = true;
    await this.#room.drained(below);
  }

  awaitRoom(reader: Reader): void {
    this.isAwaited = true;
    this.#room.awaitRoom(reader);
  }

  /** Workers may be ready, or items started, that were not. */
  look(): void {
    if (this.#readiness.isAwaited && this.#crew.isReady) this.#readiness.settle();
    this.#room.look();
    this.isAwaited = this.#readiness.isAwaited || this.#room.isAwaited;
  }

  /** Nothing will run any more. */
  end(error: unknown): void {
    this.#readiness.fail(error);
    this.#room.end();
  }
}
