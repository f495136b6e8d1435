/**
 * A host: takes chunks from the queue, as many as it has free slots, runs them in its own workers, and
 * sends the results back.
 *
 *    queue ── pull ──► Errand: check ─► fetch function ─► run ─► answer ─► acknowledge
 *      ▲                  │
 *      └── give back ─────┘  when it cannot be done here, or the host is leaving
 *
 *    running ──► leaving ──► gone
 *
 * Owns its connection, its workers, and the chunks in its hands; a chunk is acknowledged only when its
 * result is in good hands, so a host may die at any moment and nothing is lost.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CrashLoopError } from '../../core/base/errors.ts';
import { KeepAlive } from '../../core/base/keep-alive.ts';
import { WIRE_VERSION } from '../../core/wire/messages.ts';
import type { Delivery, Engine, Intake } from '../engine/engine.ts';
import { type HostInfo, packCard } from '../parcel/host-card.ts';
import type { Seal } from '../parcel/seal.ts';
import { Errand } from './errand.ts';
import type { LocalPools } from './local-pools.ts';
import { StoredRecipes } from './stored-recipes.ts';

export interface HostOptions {
  readonly id: string;
  readonly name: string;
  readonly slots: number;
  readonly engine: Engine;
  readonly seal: Seal;
  readonly pools: LocalPools;
  /** Told what an operator should know: refusals, chunks given back, the end. */
  readonly log: (line: string) => void;
}

let make: (options: HostOptions) => ClusterHost;

/** A host of a cluster, started by `startHost`. */
export class ClusterHost implements AsyncDisposable {
  static {
    make = (options) => new ClusterHost(options);
  }

  readonly #options: HostOptions;
  readonly #errands = new Set<Errand>();
  readonly #recipes: StoredRecipes;
  readonly #cancelled = new Set<string>();
  readonly #keepAlive = new KeepAlive();
  readonly #startedAtMs = Date.now();
  readonly #gone: Promise<void>;
  #tellGone: () => void = () => {};
  #intake: Intake | undefined;
  #presence: AsyncDisposable | undefined;
  #beat: NodeJS.Timeout | undefined;
  /** Chunks that hold a slot; those whose result is only on its way do not. */
  #busy = 0;
  #state: 'running' | 'leaving' | 'gone' = 'running';

  private constructor(options: HostOptions) {
    this.#options = options;
    this.#recipes = new StoredRecipes(options.engine.store);
    this.#gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
  }

  /** What it tells submitters of itself. */
  get info(): HostInfo {
    const { id, name, slots, pools } = this.#options;
    return {
      id,
      name,
      pid: process.pid,
      slots: this.#state === 'running' ? slots : 0,
      busy: this.#busy,
      node: process.versions.node,
      wire: WIRE_VERSION,
      startedAtMs: this.#startedAtMs,
      workers: pools.workers,
    };
  }

  /** Settles when the host is gone. */
  async ended(): Promise<void> {
    await this.#keepAlive.during(this.#gone);
  }

  /**
   * Leaves: takes nothing more, finishes what it runs, hands over the results, ends its workers. A second
   * call waits for the same end; `kill` does not wait for what is running.
   */
  async stop(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'leaving';
      void this.#leave();
    }
    await this.ended();
  }

  /** Leaves at once: what it runs is given back and comes to another host. */
  async kill(): Promise<void> {
    for (const errand of this.#errands) errand.giveBack();
    await this.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  /** To be called once. Settles when the host can be seen, and takes work. */
  async begin(): Promise<void> {
    const { engine, slots } = this.#options;
    await engine.control.hear('cancel', (message) => {
      const { headers } = this.#options.seal.unseal('cancel', message);
      this.#cancel(headers['job'] ?? '');
    });
    this.#intake = await engine.chunks.receive((delivery) => this.#take(delivery));
    this.#presence = await engine.presence.announce(() => this.#card());
    this.#announce();
    this.#beat = setInterval(() => this.#onBeat(), engine.chunks.ackWaitMs / BEATS);
    this.#intake.request(slots);
  }

  #card() {
    return this.#options.seal.seal('host', {}, packCard(this.info));
  }

  /** Submitters look again at who is there. */
  #announce(): void {
    this.#options.engine.control.say('hosts', this.#card());
  }

  #take(delivery: Delivery): void {
    if (this.#state !== 'running') {
      delivery.giveBack();
      return;
    }
    this.#busy += 1;
    let holdsSlot = true;
    const freeSlot = (): void => {
      if (!holdsSlot) return;
      holdsSlot = false;
      this.#busy -= 1;
      if (this.#state === 'running') this.#intake?.request(1);
    };
    const { engine, seal, pools, name, log } = this.#options;
    const errand = new Errand(delivery, {
      engine,
      seal,
      pools,
      recipes: this.#recipes,
      hostLabel: `host ${name}`,
      isCancelled: (job) => this.#cancelled.has(job),
      onSlotFree: freeSlot,
      log,
      onBroken: (error) => this.#onBroken(error),
    });
    this.#errands.add(errand);
    void errand.run().finally(() => {
      this.#errands.delete(errand);
      freeSlot();
    });
  }

  #cancel(job: string): void {
    this.#cancelled.add(job);
    for (const oldest of this.#cancelled) {
      if (this.#cancelled.size <= MAX_CANCELLED) break;
      this.#cancelled.delete(oldest);
    }
    for (const errand of this.#errands) if (errand.job === job) errand.cancel();
  }

  /** Says of each chunk that it is in good hands, and asks whether anybody still wants it. */
  #onBeat(): void {
    for (const errand of this.#errands) errand.extend();
    const { chunks } = this.#options.engine;
    for (const job of new Set([...this.#errands].map((errand) => errand.job))) {
      // The broadcast may have come while we were cut off.
      chunks.isCancelled(job).then(
        (isCancelled) => {
          if (isCancelled) this.#cancel(job);
        },
        () => {}, // cut off again: asked again
      );
    }
  }

  /** Workers that do not even start: this host is of no use, others may be. */
  #onBroken(error: unknown): void {
    if (!(error instanceof CrashLoopError) || this.#state !== 'running') return;
    this.#options.log(`this host leaves, because its workers do not start: ${error.message}`);
    void this.stop();
  }

  async #leave(): Promise<void> {
    try {
      this.#announce();
      await this.#intake?.stop();
      await Promise.all([...this.#errands].map((errand) => errand.over));
      await this.#presence?.[Symbol.asyncDispose]();
      this.#announce();
      await delay(0); // the announcement leaves before the line is closed
    } catch {
      // Cut off in the middle of it: what was not handed over comes to another host.
    } finally {
      clearInterval(this.#beat);
      const { engine, pools } = this.#options;
      await Promise.allSettled([pools[Symbol.asyncDispose](), engine[Symbol.asyncDispose]()]);
      this.#state = 'gone';
      this.#tellGone();
    }
  }
}

/** Two may be lost on the way before the queue gives a chunk to another host. */
const BEATS = 3;
const MAX_CANCELLED = 10_000;

/** For `startHost`: a host that has not begun. */
export function makeHost(options: HostOptions): ClusterHost {
  return make(options);
}
