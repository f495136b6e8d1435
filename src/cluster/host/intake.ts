/**
 * What a host takes from the queue: its subscription, while there is one.
 *
 *    request(n) ──► subscription ──► onDelivery         in quarantine, and while all is refused: none, and what is
 *                                                       requested is forgotten; after it comes what is free then
 */
import type { ChunkQueue, ChunkSubscription, Delivery } from '../engine/engine.ts';
import { hasLabels, type Labels, meets, placementOfQueue } from '../messages/labels.ts';
import { Quarantine } from './quarantine.ts';
import { RefusalBreaker } from './refusal-breaker.ts';

export interface IntakeOptions {
  readonly chunks: Pick<ChunkQueue, 'receive'>;
  /** Of the host: it takes from all queues that ask for some of these. */
  readonly labels: Labels;
  readonly onDelivery: (delivery: Delivery) => void;
  /** How many chunks may come when it begins to take some. */
  readonly free: () => number;
  readonly log: (line: string) => void;
  /** For what may be said again and again. */
  readonly note: (line: string) => void;
  /** It takes chunks, or takes none any more. */
  readonly onChange: () => void;
}

export class Intake {
  readonly quarantine: Quarantine;
  readonly breaker: RefusalBreaker;
  readonly #options: IntakeOptions;
  #subscription: ChunkSubscription | undefined;
  /** What changes it, one after another. */
  #changing: Promise<void> = Promise.resolve();
  #state: 'taking' | 'paused' | 'stopped' = 'paused';

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.quarantine = new Quarantine({
      onBegin: (ms) => {
        const why = 'it takes nothing, because it could not run what others may';
        options.log(`this host is in quarantine for ${ms / 1000} s: ${why}`);
        this.#tell(this.#pause());
      },
      onEnd: () => {
        options.log('this host takes work again');
        this.#resumeIfFree();
      },
    });
    this.breaker = new RefusalBreaker({
      onOpen: (ms, why) => {
        const line = `this host takes nothing for ${ms / 1000} s, because it refuses what it is given`;
        options.note(`${line}: ${why}`);
        this.#tell(this.#pause());
      },
      onClose: (isAccepted) => {
        if (isAccepted) options.log('this host accepts what it is given, and takes work again');
        this.#resumeIfFree();
      },
    });
  }

  get isTaking(): boolean {
    return this.#state === 'taking';
  }

  request(count: number): void {
    if (this.#state === 'taking') this.#subscription?.request(count);
  }

  async resume(): Promise<void> {
    if (this.#state !== 'paused') return;
    this.#state = 'taking';
    await this.#change(async () => {
      if (this.#state !== 'taking') return;
      const { chunks, onDelivery, free, labels } = this.#options;
      const takes = (queue: string): boolean => meets(labels, placementOfQueue(queue));
      const isWanted = hasLabels(labels) ? takes : undefined;
      this.#subscription ??= await chunks.receive(onDelivery, isWanted);
      this.request(free());
    });
  }

  async stop(): Promise<void> {
    this.quarantine[Symbol.dispose]();
    this.breaker[Symbol.dispose]();
    await this.#end('stopped');
  }

  #resumeIfFree(): void {
    if (this.quarantine.untilMs === undefined && !this.breaker.isOpen) this.#tell(this.resume());
  }

  async #pause(): Promise<void> {
    if (this.#state === 'taking') await this.#end('paused');
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

  #tell(change: Promise<void>): void {
    if (this.#state === 'stopped') return;
    // If it fails the connection is closed for good: nothing comes any more, and nobody can be told.
    change.then(this.#options.onChange, () => {});
  }
}
