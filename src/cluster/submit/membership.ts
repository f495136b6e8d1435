/**
 * Which hosts are there, as far as a submitter knows: asked when it connects, when a host says that it has
 * come or is going, and every few seconds.
 *
 *    presence ── hosts ──► Roster ── onChange ──► how much may be under way, how chunks are cut
 *
 * Owns its timers. Says it, once, if work waits and nobody is there to do it.
 */
import type { Engine } from '../engine/engine.ts';
import { type HostInfo, unpackCard } from '../parcel/host-card.ts';
import type { Seal } from '../parcel/seal.ts';

export interface RosterOptions {
  readonly engine: Pick<Engine, 'presence'>;
  readonly seal: Seal;
  /** Whether work waits for a host. */
  readonly isWaiting: () => boolean;
  readonly onChange: () => void;
  /** Nobody has been there for some seconds, and work waits. */
  readonly onNobody: () => void;
}

/** A host that dies says nothing: this is how long it is still counted on, at most. */
const PATROL_MS = 5000;
/** While nobody is there. */
const SEARCH_MS = 250;
const WARN_MS = 5000;

export class Roster implements Disposable {
  readonly #options: RosterOptions;
  #hosts: readonly HostInfo[] = [];
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;
  #mustAskAgain = false;
  #aloneSinceMs = performance.now();
  #hasWarned = false;
  #isOver = false;

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  get hosts(): readonly HostInfo[] {
    return this.#hosts;
  }

  /** How many chunks all hosts run at once. */
  get slots(): number {
    return this.#hosts.reduce((sum, host) => sum + host.slots, 0);
  }

  /** Asks who is there; again, if it is asking already: what has just changed may be missing. */
  async refresh(): Promise<void> {
    if (this.#asking !== undefined) {
      this.#mustAskAgain = true;
      await this.#asking;
      return;
    }
    this.#asking = this.#ask();
    await this.#asking;
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    do {
      this.#mustAskAgain = false;
      try {
        const cards = await this.#options.engine.presence.hosts();
        this.#accept(cards.flatMap((card) => this.#read(card)));
      } catch {
        // Not connected at the moment: the line tells those who need to know.
      }
    } while (this.#mustAskAgain && !this.#isOver);
    this.#asking = undefined;
    this.#plan();
  }

  #read(card: Parameters<Seal['unseal']>[1]): HostInfo[] {
    try {
      return [unpackCard(this.#options.seal.unseal('host', card).body)];
    } catch {
      return []; // not one of ours
    }
  }

  #accept(hosts: readonly HostInfo[]): void {
    if (this.#isOver) return;
    this.#hosts = hosts;
    if (hosts.length > 0) {
      this.#aloneSinceMs = performance.now();
      this.#hasWarned = false;
    } else if (!this.#options.isWaiting()) {
      this.#aloneSinceMs = performance.now();
    } else if (!this.#hasWarned && performance.now() - this.#aloneSinceMs >= WARN_MS) {
      this.#hasWarned = true;
      this.#options.onNobody();
    }
    this.#options.onChange();
  }

  #plan(): void {
    if (this.#isOver) return;
    const isAlone = this.#hosts.length === 0;
    this.#timer = setTimeout(() => void this.refresh(), isAlone ? SEARCH_MS : PATROL_MS);
    this.#timer.unref();
  }
}
