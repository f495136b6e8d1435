/**
 * The backend of a `ClusterPool`: sends chunks to the cluster's queue, and gives results to their jobs.
 *
 *    Job ── submit ──► [ c7 c6 c5 ] ── as credit allows ──► Dispatch ──► queue ┈┈► hosts
 *     ▲                                                        ▲                     │
 *     └───────────── take, fail ◄── Inbox ◄── first result per number ◄──────────────┘
 *
 * Credit: at most twice as many chunks are out as hosts can run at once. So no host waits for the
 * submitter, nobody's million chunks stand in front of another's one, and memory is bounded on all sides.
 *
 * Owns the queue of what is not out yet, and the line to the engine. Its jobs are over in any event: by
 * results, by the end of the line, or by `terminate`.
 */
import { randomBytes } from 'node:crypto';
import { InvariantError, PoolTerminatedError } from '../../core/base/errors.ts';
import { KeepAlive } from '../../core/base/keep-alive.ts';
import {
  type Backend,
  type Limit,
  movePool,
  type PoolState,
  type WorkerView,
} from '../../core/schedule/backend.ts';
import type { Chunk, ChunkOwner } from '../../core/job/chunk.ts';
import type { Pace } from '../../core/job/chunk-size.ts';
import type { Job, Leftovers } from '../../core/job/job.ts';
import { Readiness } from '../../core/schedule/readiness.ts';
import { splitUnsendable } from '../../core/schedule/unsendable-chunk.ts';
import { StreamJob } from '../../core/job/stream-job.ts';
import { TaskQueue } from '../../core/schedule/task-queue.ts';
import type { HostInfo } from '../parcel/host-card.ts';
import type { Setup } from '../parcel/recipe.ts';
import { cancelledElsewhere, poisonFailure } from './cluster-failure.ts';
import { Dispatch } from './dispatch.ts';
import { acceptResult, type ClassKeeper, type ReceivedResult } from './inbox.ts';
import { Line, type LineOptions, type OpenLine } from './line.ts';
import { Recipes } from './recipes.ts';
import { Sweeper } from './sweeper.ts';
import { within } from './within.ts';

export interface ClusterSchedulerOptions extends LineOptions {
  readonly setup: Setup | undefined;
  /** Packs and unpacks instances of `PoolOptions.classes`, if there are any. */
  readonly classes: ClassKeeper | undefined;
  /** How long the end may take to tidy up on the server. */
  readonly tidyMs: number;
}

/** Long enough that a message more does not show, short enough that all hosts end together. */
const CLUSTER_PACE: Pace = { targetMs: 100, budgetMs: 0 };
/** Chunks out, as a multiple of what can run: one runs, one is on its way. */
const CREDIT = 2;

export class ClusterScheduler implements Backend {
  readonly allowShared = false;
  readonly pace: Pace = CLUSTER_PACE;
  readonly #options: ClusterSchedulerOptions;
  readonly #keepAlive = new KeepAlive();
  readonly #readiness = new Readiness();
  readonly #queue = new TaskQueue();
  readonly #recipes: Recipes;
  readonly #jobs = new Map<ChunkOwner, Dispatch>();
  readonly #byId = new Map<string, Job>();
  /** Jobs that are over and still being taken out of the engine. */
  readonly #endings = new Set<Promise<void>>();
  readonly #sweeper = new Sweeper();
  readonly #line: Line;
  readonly #ended: Promise<void>;
  #tellEnded: () => void = () => {};
  /** Chunks that are out, of all jobs. */
  #out = 0;
  #willPump = false;
  #state: PoolState = 'running';
  #isClosing = false;
  #isEnding = false;

  constructor(options: ClusterSchedulerOptions) {
    this.#options = options;
    this.#recipes = new Recipes(options.setup);
    this.#ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
    this.#line = new Line(options, {
      isWaiting: () => this.#out > 0 || !this.#queue.isEmpty,
      onHosts: () => this.#onHosts(),
      isOut: ({ job, index }) => this.#dispatchOf(job)?.isOut(index) ?? false,
      onResult: (received) => this.#onResult(received),
      onCancelled: (id) => this.#byId.get(id)?.cancel(cancelledElsewhere(id)),
      onPatrol: () => this.#patrol(),
      onLost: (error) => this.#giveUp(error),
    });
  }

  get hosts(): readonly HostInfo[] {
    return this.#line.hosts;
  }

  /** Settles when something can be sent; rejects if that will never be. */
  async opened(): Promise<OpenLine> {
    await this.ready();
    const { open } = this.#line;
    if (open === undefined) throw new InvariantError('a host was there before the line was open');
    return open;
  }

  get workers(): WorkerView[] {
    if (this.#isEnding) return [];
    const all = this.hosts.flatMap(({ workers }) => workers);
    return all.map(({ pid, threadId, state }, at) => ({ id: at + 1, pid, threadId, state }));
  }

  get slots(): number {
    return Math.max(1, this.#line.slots);
  }

  submit(job: Job): void {
    const { failure } = this.#readiness;
    if (failure !== undefined) {
      job.abort(failure.error, 'none');
      return;
    }
    const id = randomBytes(12).toString('hex');
    this.#jobs.set(job, this.#open(id, job));
    this.#byId.set(id, job);
  }

  enqueue(entry: Job | Chunk): void {
    this.#queue.push(entry);
    this.#pumpSoon();
  }

  release(job: Job, leftovers: Leftovers): void {
    const dispatch = this.#jobs.get(job);
    if (dispatch === undefined) return;
    this.#jobs.delete(job);
    this.#byId.delete(dispatch.id);
    this.#out -= dispatch.out;
    if (dispatch.hasSent) this.#sweeper.note(dispatch.id);
    const ending = dispatch
      .end(leftovers !== 'withdraw')
      .catch(() => {}) // the line is gone, and with it what could be tidied up
      .finally(() => {
        this.#endings.delete(ending);
        this.#updateKeepAlive();
      });
    this.#endings.add(ending);
    this.#pumpSoon();
    this.#endIfDone();
  }

  get state(): PoolState {
    return this.#state;
  }

  close(): void {
    this.#state = movePool(this.#state, 'closed');
    this.#isClosing = true;
    this.#endIfDone();
  }

  readEagerly(): void {
    for (const job of this.#byId.values()) job.readEagerly();
  }

  terminate(): void {
    this.#state = movePool(this.#state, 'terminated');
    this.#giveUp(new PoolTerminatedError());
  }

  async ready(limit: Limit = (promise) => promise): Promise<void> {
    await this.#keepAlive.during(limit(this.#readiness.wait(this.#line.slots > 0)));
  }

  async ended(limit: Limit = (promise) => promise): Promise<void> {
    await this.#keepAlive.during(limit(this.#ended));
  }

  #open(id: string, job: Job): Dispatch {
    const recipe = this.#recipes.recipeOf(job);
    const line = this.#line;
    return new Dispatch({
      id,
      recipe,
      line,
      classes: this.#options.classes,
      provide: async () => {
        if (line.open === undefined) return;
        line.noteStored();
        await this.#recipes.provide(line.open.engine.store, line.open.scope, recipe);
      },
      onFailure: (error) => job.abort(error, 'none'),
      onPoison: (chunk, deliveries) => {
        this.#out -= 1;
        const { first, items, spec } = chunk;
        const lost = { first, count: items.length, name: spec.fn.name };
        const error = poisonFailure(lost, deliveries);
        for (const [offset] of items.entries()) job.fail(chunk, offset, error);
        this.#pumpSoon();
      },
    });
  }

  #dispatchOf(id: string): Dispatch | undefined {
    const job = this.#byId.get(id);
    return job === undefined ? undefined : this.#jobs.get(job);
  }

  #onResult(received: ReceivedResult): void {
    const { job, index } = received.label;
    const chunk = this.#dispatchOf(job)?.take(index);
    if (chunk === undefined) return;
    this.#out -= 1;
    this.#queue.putBack(acceptResult(chunk, received, this.#options.classes));
    this.#pumpSoon();
  }

  #onHosts(): void {
    if (this.#line.slots === 0) return;
    this.#readiness.settle();
    // Their buffers have grown with the number of hosts.
    for (const job of this.#byId.values()) if (job instanceof StreamJob) job.pull();
    this.#pumpSoon();
  }

  /** What is submitted in one turn is cut when all of it is there. */
  #pumpSoon(): void {
    if (this.#willPump) return;
    this.#willPump = true;
    process.nextTick(() => {
      this.#willPump = false;
      this.#pump();
      this.#updateKeepAlive();
    });
  }

  #pump(): void {
    const credit = CREDIT * this.#line.slots;
    while (this.#out < credit) {
      const chunk = this.#queue.next();
      if (chunk === undefined) return;
      this.#send(chunk);
    }
  }

  #send(chunk: Chunk): void {
    const dispatch = this.#jobs.get(chunk.job);
    if (dispatch === undefined) return;
    try {
      dispatch.send(chunk);
      this.#out += 1;
    } catch (cause) {
      this.#queue.putBack(splitUnsendable(chunk, cause, 'process'));
    }
  }

  #patrol(): void {
    const nowMs = performance.now();
    const { overdueMs } = this.#options;
    const { open } = this.#line;
    if (open === undefined) return;
    const { engine } = open;
    this.#sweeper.sweep(engine.chunks).catch(() => {}); // the line is down: the next patrol sweeps
    let counting: Promise<ReadonlyMap<string, number>> | undefined;
    for (const dispatch of this.#jobs.values()) {
      const ageMs = nowMs - dispatch.oldestSentAtMs;
      if (ageMs >= engine.chunks.ackWaitMs) dispatch.watchForPoison();
      if (ageMs < overdueMs) continue;
      counting ??= engine.chunks.waiting();
      const counted = counting;
      dispatch
        .repeatOverdue(overdueMs, async () => (await counted).get(dispatch.id) ?? 0)
        .catch(() => {}); // the line is down: the next patrol looks again
    }
  }

  /** Nothing will run any more: fails all that is pending and ends everything. */
  #giveUp(error: unknown): void {
    this.#readiness.fail(error);
    for (const job of [...this.#byId.values()]) job.abort(error, 'none');
    this.#queue.clear();
    this.#isClosing = true;
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#isClosing || this.#jobs.size > 0 || this.#isEnding) return;
    this.#isEnding = true;
    this.#readiness.fail(new PoolTerminatedError('the pool was closed before a host was there'));
    void this.#end();
  }

  /** Tidies up, but does not wait for a server that does not answer. */
  async #end(): Promise<void> {
    this.#updateKeepAlive();
    const tidy = Promise.all([...this.#endings]).then(async () => await this.#tidy());
    await within(tidy, this.#options.tidyMs);
    await this.#line[Symbol.asyncDispose]();
    this.#updateKeepAlive();
    this.#tellEnded();
  }

  async #tidy(): Promise<void> {
    const { open } = this.#line;
    if (open !== undefined) await this.#sweeper.sweep(open.engine.chunks);
    await this.#line.tidy();
  }

  #updateKeepAlive(): void {
    const isWorking = this.#out > 0 || !this.#queue.isEmpty || this.#endings.size > 0;
    this.#keepAlive.isWorking = isWorking;
  }
}
