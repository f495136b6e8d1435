/**
 * A host: takes chunks from the queue, as many as it has free slots, runs them in its own workers, and
 * sends the results back.
 *
 *    queue ── pull ──► DeliveryHandler: check ─► fetch function ─► run ─► send result ─► acknowledge
 *      ▲                  │
 *      └── give back ─────┘  when it cannot be done here, or the host is leaving
 *
 *    starting ──► running ──► leaving ──► gone
 *
 * Owns its connection, its workers, and the chunks it has in hand; a chunk is acknowledged only when its
 * result has been, so a host may die at any moment and nothing is lost.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CrashLoopError, InvariantError } from '../../core/base/errors.ts';
import { KeepAlive } from '../../core/base/keep-alive.ts';
import type { Delivery, Engine, Message } from '../engine/engine.ts';
import { encodeHostInfo, type HostInfo } from '../messages/host-info.ts';
import type { Labels } from '../messages/labels.ts';
import type { Signer } from '../signing/signer.ts';
import { DeliveryHandler } from './delivery-handler.ts';
import { describeHost } from './describe-host.ts';
import { Intake } from './intake.ts';
import type { LocalPools } from './local-pools.ts';
import { Lines } from './lines.ts';
import { noteIfRefused } from './refused-question.ts';
import { StoredArrays } from './stored-arrays.ts';
import { StoredRecipes } from './stored-recipes.ts';
import { WantedChunks } from './wanted-chunks.ts';
import { WorkCounts } from './work-counts.ts';

export interface HostOptions {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly slots: number;
  readonly engine: Engine;
  readonly signer: Signer;
  readonly pools: LocalPools;
  /** Called with what an operator should know: refusals, chunks given back, the end. */
  readonly log: (line: string) => void;
}

type State =
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly presence: AsyncDisposable }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'gone' };

const NEXT: Readonly<Record<State['kind'], readonly State['kind'][]>> = {
  starting: ['running'],
  running: ['leaving'],
  leaving: ['gone'],
  gone: [],
};

let make: (options: HostOptions) => ClusterHost;
let readEngine: (host: ClusterHost) => Engine;

/**
 * A host of a cluster, started by `startHost`.
 *
 * @example
 * const host: ClusterHost = await startHost({ server: 'nats://127.0.0.1:4222', pool: 'demo', workers: 2 });
 * process.once('SIGTERM', () => void host.stop());
 * await host.ended();
 */
export class ClusterHost implements AsyncDisposable {
  static {
    make = (options) => new ClusterHost(options);
    readEngine = (host) => host.#options.engine;
  }

  readonly #options: HostOptions;
  readonly #handlers = new Set<DeliveryHandler>();
  readonly #recipes: StoredRecipes;
  readonly #arrays: StoredArrays;
  readonly #intake: Intake;
  readonly #wanted: WantedChunks;
  readonly #refusals: Lines;
  readonly #counts = new WorkCounts();
  readonly #cancelled = new Set<string>();
  readonly #keepAlive = new KeepAlive();
  readonly #startedAtMs = Date.now();
  readonly #gone: Promise<void>;
  #tellGone: () => void = () => {};
  #state: State = { kind: 'starting' };
  #heartbeat: NodeJS.Timeout | undefined;
  /** Chunks that hold a slot; those whose result is only on its way do not. */
  #busy = 0;

  private constructor(options: HostOptions) {
    this.#options = options;
    this.#recipes = new StoredRecipes(options.engine.store);
    this.#arrays = new StoredArrays(options.engine.store, options.pools);
    this.#intake = new Intake({
      chunks: options.engine.chunks,
      labels: options.labels,
      onDelivery: (delivery) => this.#take(delivery),
      free: () => options.slots - this.#busy,
      log: options.log,
      note: (line) => this.#refusals.note(line),
      onChange: () => this.#announce(),
    });
    this.#wanted = new WantedChunks(options.engine, options.signer);
    this.#refusals = new Lines(options.log);
    this.#gone = new Promise((resolve) => {
      this.#tellGone = resolve;
    });
  }

  /** What submitters see of this host. */
  get info(): HostInfo {
    const { kind } = this.#state;
    return describeHost(this.#options, {
      isThere: kind === 'starting' || kind === 'running',
      intake: this.#intake,
      counts: this.#counts,
      busy: this.#busy,
      startedAtMs: this.#startedAtMs,
    });
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
    const before = this.#state;
    if (before.kind === 'starting')
      throw new InvariantError('a host was stopped before it had begun');
    if (before.kind === 'running') void this.#leave(before);
    await this.ended();
  }

  /** Leaves at once: what it runs is given back and comes to another host. */
  async kill(): Promise<void> {
    for (const handler of this.#handlers) handler.giveBack();
    await this.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  /** To be called once. Settles when submitters can see the host and it takes work. */
  async begin(): Promise<void> {
    const { engine, signer } = this.#options;
    await engine.chunks.onCancelled((mark) => {
      const verified = signer.find('cancel', mark);
      if (verified !== undefined) this.#cancel(verified.headers['job'] ?? '');
    });
    await engine.control.hear('order', (message) => this.#onOrder(message));
    const presence = await engine.presence.announce((question) => {
      if (noteIfRefused(question, signer, this.#refusals)) this.#intake.breaker.accept();
      return this.#announcement();
    });
    this.#move({ kind: 'running', presence });
    this.#heartbeat = setInterval(() => this.#onHeartbeat(), engine.chunks.ackWaitMs / BEATS);
    await this.#intake.resume();
    this.#announce();
  }

  /** Signed by whoever may submit, for this start of this host: sent again it reaches nobody else. */
  #onOrder(message: Message): void {
    const { headers } = this.#options.signer.verify('order', message);
    this.#intake.breaker.accept();
    if (headers['host'] !== this.#options.id || this.#state.kind !== 'running') return;
    if (headers['do'] === 'resume') this.#intake.quarantine.end();
    if (headers['do'] !== 'drain') return;
    this.#options.log('this host was told to leave: takes nothing more, finishes what it runs');
    void this.stop();
  }

  #move(next: State): void {
    if (!NEXT[this.#state.kind].includes(next.kind)) {
      throw new InvariantError(`a host that is ${this.#state.kind} cannot be ${next.kind}`);
    }
    this.#state = next;
  }

  #announcement(): Message {
    return this.#options.signer.sign('host', {}, encodeHostInfo(this.info));
  }

  /** Has submitters look again at which hosts are there. */
  #announce(): void {
    this.#options.engine.control.say('hosts', this.#announcement());
  }

  #take(delivery: Delivery): void {
    if (this.#state.kind !== 'running' || !this.#intake.isTaking) {
      delivery.giveBack();
      return;
    }
    const freeSlot = this.#holdSlot();
    const { id, engine, signer, pools, name, labels } = this.#options;
    const handler = new DeliveryHandler(delivery, {
      hostId: id,
      labels,
      quarantine: this.#intake.quarantine,
      breaker: this.#intake.breaker,
      engine,
      signer,
      pools,
      recipes: this.#recipes,
      arrays: this.#arrays,
      wanted: this.#wanted,
      hostLabel: `host ${name}`,
      isCancelled: (job) => this.#cancelled.has(job),
      onSlotFree: (items) => {
        this.#counts.add(items);
        freeSlot();
      },
      log: (line) => this.#refusals.note(line),
      onBroken: (error) => this.#onBroken(error),
    });
    this.#handlers.add(handler);
    void handler.run().finally(() => {
      this.#handlers.delete(handler);
      freeSlot();
    });
  }

  /** The result frees the slot and asks for another chunk, the first time it is called. */
  #holdSlot(): () => void {
    let isHeld = true;
    this.#busy += 1;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#busy -= 1;
      if (this.#state.kind === 'running') this.#intake.request(1);
    };
  }

  #cancel(job: string): void {
    this.#cancelled.add(job);
    for (const oldest of this.#cancelled) {
      if (this.#cancelled.size <= MAX_CANCELLED) break;
      this.#cancelled.delete(oldest);
    }
    for (const handler of this.#handlers) if (handler.job === job) handler.cancel();
  }

  /** Tells the queue that all chunks here are being worked on. */
  #onHeartbeat(): void {
    for (const handler of this.#handlers) handler.extend();
  }

  /** Workers that do not even start: this host is of no use, others may be. */
  #onBroken(error: unknown): void {
    if (!(error instanceof CrashLoopError) || this.#state.kind !== 'running') return;
    this.#options.log(`this host leaves, because its workers do not start: ${error.message}`);
    void this.stop();
  }

  async #leave({ presence }: Extract<State, { kind: 'running' }>): Promise<void> {
    this.#move({ kind: 'leaving' });
    try {
      this.#announce();
      await this.#intake.stop();
      await Promise.all([...this.#handlers].map((handler) => handler.over));
      await presence[Symbol.asyncDispose]();
      this.#announce();
      await delay(0); // the announcement leaves before the connection is closed
    } catch {
      // The connection was lost on the way: what was not handed over comes to another host.
    } finally {
      clearInterval(this.#heartbeat);
      this.#refusals[Symbol.dispose]();
      this.#arrays[Symbol.dispose]();
      const { engine, pools } = this.#options;
      await Promise.allSettled([pools[Symbol.asyncDispose](), engine[Symbol.asyncDispose]()]);
      this.#move({ kind: 'gone' });
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

/** For what a host's program tells of its connection and its queue. */
export function engineOf(host: ClusterHost): Engine {
  return readEngine(host);
}
