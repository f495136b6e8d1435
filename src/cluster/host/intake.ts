/**
 * What a host takes from the queue, which can be interrupted: its subscription, while there is one.
 *
 *    request(n) ──► subscription ──► onDelivery         paused: none, and what is requested is forgotten;
 *                                                       `resume` says how many chunks may come
 */
import type { ChunkQueue, ChunkSubscription, Delivery } from '../engine/engine.ts';

export class Intake {
  readonly #chunks: Pick<ChunkQueue, 'receive'>;
  readonly #onDelivery: (delivery: Delivery) => void;
  #subscription: ChunkSubscription | undefined;
  /** What changes it, one after another. */
  #changing: Promise<void> = Promise.resolve();
  #state: 'taking' | 'paused' | 'stopped' = 'paused';

  constructor(chunks: Pick<ChunkQueue, 'receive'>, onDelivery: (delivery: Delivery) => void) {
    this.#chunks = chunks;
    this.#onDelivery = onDelivery;
  }

  get isTaking(): boolean {
    return this.#state === 'taking';
  }

  request(count: number): void {
    if (this.#state === 'taking') this.#subscription?.request(count);
  }

  /** `free`: how many chunks may come, asked when the queue is ready to send them. */
  async resume(free: () => number): Promise<void> {
    if (this.#state !== 'paused') return;
    this.#state = 'taking';
    await this.#change(async () => {
      if (this.#state !== 'taking') return;
      this.#subscription ??= await this.#chunks.receive(this.#onDelivery);
      this.request(free());
    });
  }

  async pause(): Promise<void> {
    if (this.#state === 'taking') await this.#end('paused');
  }

  async stop(): Promise<void> {
    await this.#end('stopped');
  }

  async #end(state: 'paused' | 'stopped'): Promise<void> {
    this.#state = state;
    await this.#change(async () => {
      const subscription = this.#subscription;
      this.#subscription = undefined;
      await subscription?.stop();
    });
  }

  async #change(step: () => Promise<void>): Promise<void> {
    const changed = this.#changing.then(step);
    this.#changing = changed.catch(() => {});
    await changed;
  }
}
