/**
 * The backend of a `ClusterPool`: sends chunks to the cluster's queue, and gives results to their jobs.
 *
 *    Job ── submit ──► [ c7 c6 c5 ] ── as credit allows ──► SubmittedJob ──► queue ┈┈► hosts
 *     ▲                                                         ▲                       │
 *     └─────────── take, fail ◄── first result per number ◄─────┴───────────────────────┘
 *
 *    running ──► closing ──► ending ──► ended        closing: no new jobs · ending: no job is left, what is
 *                                                    left on the server is taken away
 *
 * Credit: at most twice as many chunks are in flight as hosts can run at once. So no host waits for the
 * submitter, a job of a million chunks does not hold up one of another submitter, and memory is bounded.
 *
 * Owns what has not been sent, and the connection. Each job ends: with its results, with that, or by `terminate`.
 */
import { randomBytes } from 'node:crypto';
import { InvariantError, PoolTerminatedError } from '../../core/base/errors.ts';
import { KeepAlive } from '../../core/base/keep-alive.ts';
import type { Chunk } from '../../core/job/chunk.ts';
import type { Pace } from '../../core/job/chunk-size.ts';
import type { ItemCounts } from '../../core/job/item-counts.ts';
import { FlowJob } from '../../core/job/flow-job.ts';
import type { Job } from '../../core/job/job.ts';
import type { Leftovers } from '../../core/job/leftovers.ts';
import { StreamJob } from '../../core/job/stream-job.ts';
import {
  type Backend,
  type Limit,
  movePool,
  type PoolState,
  type WorkerView,
} from '../../core/schedule/backend.ts';
import { enlistPool } from '../../core/schedule/known-pools.ts';
import type { PoolStats } from '../../core/schedule/pool-stats.ts';
import { move, type Moves } from '../../core/base/state-machine.ts';
import { Readiness } from '../../core/schedule/readiness.ts';
import { FAR_AWAY, NO_TALK } from '../messages/bodies.ts';
import { REFUSED } from './refused-options.ts';
import type { HostInfo } from '../messages/host-info.ts';
import { placementOf } from '../messages/labels.ts';
import { Cleanup } from './cleanup.ts';
import { ClusterWorkers } from './cluster-workers.ts';
import { ClusterStatistics } from './cluster-statistics.ts';
import { cancelledElsewhere, poisonFailure } from './cluster-failure.ts';
import { CreditQueues } from './credit-queues.ts';
import { FailedHosts } from './failed-hosts.ts';
import type { OpenConnection } from './open-connection.ts';
import { acceptResult, type ReceivedResult } from './receive-result.ts';
import { Recipes } from './recipes.ts';
import { Recovery } from './recovery.ts';
import { SubmittedJob } from './submitted-job.ts';
import { SubmittedJobs } from './submitted-jobs.ts';
import { CLUSTER_PACE, type ClusterSchedulerOptions, CREDIT } from './scheduler-options.ts';
import { SubmitterConnection } from './submitter-connection.ts';

type Phase = 'running' | 'closing' | 'ending' | 'ended';

const MOVES: Moves<Phase> = {
  running: ['closing'],
  closing: ['ending'],
  ending: ['ended'],
  ended: [],
};

export class ClusterScheduler implements Backend {
  readonly allowShared = false;
  readonly remakeConstants = true;
  readonly whyNoServed: string = FAR_AWAY;
  readonly whyNoTalk: string = NO_TALK;
  readonly refuses: Readonly<Record<string, string>> = REFUSED;
  readonly pace: Pace = CLUSTER_PACE;
  readonly #statistics = new ClusterStatistics();
  readonly label: string;
  readonly counts: ItemCounts = this.#statistics.counts;
  readonly #options: ClusterSchedulerOptions;
  readonly #keepAlive = new KeepAlive();
  readonly #readiness = new Readiness();
  readonly placementOf: (on: unknown) => string = placementOf;
  readonly #queue: CreditQueues;
  readonly #recipes: Recipes;
  readonly #jobs = new SubmittedJobs();
  readonly #failedHosts = new FailedHosts(() => this.hosts);
  readonly #workers = new ClusterWorkers();
  readonly #cleanup: Cleanup;
  readonly #recovery: Recovery;
  readonly #connection: SubmitterConnection;
  readonly #ended: Promise<void>;
  #tellEnded: () => void = () => {};
  #phase: Phase = 'running';
  #state: PoolState = 'running';

  constructor(options: ClusterSchedulerOptions) {
    this.#options = options;
    this.label = enlistPool(options.name ?? 'cluster', this, this.#statistics);
    this.#recipes = new Recipes(options.setup);
    this.#queue = new CreditQueues({
      credit: (placement) => CREDIT * this.#connection.slotsFor(placement),
      inFlight: (placement) => this.#jobs.inFlight(placement),
      send: (chunk) => this.#jobs.send(chunk),
      onSent: () => this.#updateKeepAlive(),
    });
    this.#recovery = new Recovery(options.overdueMs, (placement) =>
      this.#connection.areHostsIdle(placement),
    );
    const onSettled = (): void => this.#updateKeepAlive();
    this.#cleanup = new Cleanup({ limitMs: options.tidyMs, onSettled });
    this.#ended = new Promise((resolve) => {
      this.#tellEnded = resolve;
    });
    this.#connection = new SubmitterConnection(options, {
      waiting: () => this.#waiting,
      isInFlight: ({ job, index }) => this.#jobs.isInFlight(job, index),
      onHosts: () => this.#onHosts(),
      onResult: (received) => this.#onResult(received),
      onCancelled: (id) => this.#jobs.jobOf(id)?.cancel(cancelledElsewhere(id)),
      onCheck: () => this.#onCheck(),
      onLost: (error) => this.#giveUp(error),
    });
  }

  get hosts(): readonly HostInfo[] {
    return this.#connection.hosts;
  }

  get workers(): readonly WorkerView[] {
    return this.#phase === 'ending' || this.#phase === 'ended' ? [] : this.#workers.now;
  }

  get slots(): number {
    return Math.max(1, this.#connection.slotsFor(''));
  }

  /** Settles when something can be sent; rejects if that will never be. */
  async opened(): Promise<OpenConnection> {
    await this.ready();
    const { open } = this.#connection;
    if (open === undefined) throw new InvariantError('a host was there before the connection was');
    return open;
  }

  submit(job: Job): void {
    const { failure } = this.#readiness;
    if (failure !== undefined) job.abort(failure.error, 'none');
    else this.#jobs.add(job, this.#open(job));
  }

  stats(): PoolStats {
    return this.#statistics.read(this.workers);
  }

  resetStats(): void {
    this.#statistics.reset();
  }

  enqueue(entry: Job | Chunk): void {
    entry.since = { ms: performance.now() };
    this.#queue.push(entry);
  }

  release(job: Job, leftovers: Leftovers): void {
    const submitted = this.#jobs.remove(job);
    if (submitted === undefined) return;
    job.account('cancelled', job.pending); // what hosts still make of it comes to nobody
    if (submitted.hasSent) this.#recovery.noteOver(submitted.id);
    this.#cleanup.add(submitted.end(leftovers !== 'withdraw'));
    if (!this.#jobs.hasJobsOf(job.placement)) this.#queue.forget(job.placement);
    this.#queue.sendSoon();
    this.#endIfDone();
  }

  get state(): PoolState {
    return this.#state;
  }

  close(): void {
    if (this.#state !== 'running') return;
    this.#state = movePool(this.#state, 'closed');
    this.#beginEnd();
  }

  readEagerly(): void {
    for (const job of this.#jobs.jobs) job.readEagerly();
  }

  terminate(): void {
    if (this.#state === 'terminated') return;
    this.#state = movePool(this.#state, 'terminated');
    this.#giveUp(new PoolTerminatedError());
  }

  async ready(limit: Limit = (promise) => promise): Promise<void> {
    await this.#keepAlive.during(limit(this.#readiness.wait(this.#connection.slotsFor('') > 0)));
  }

  async ended(limit: Limit = (promise) => promise): Promise<void> {
    await this.#keepAlive.during(limit(this.#ended));
  }

  /** The placements of all that is in flight or has not been sent. */
  get #waiting(): ReadonlySet<string> {
    return new Set([...this.#jobs.placements, ...this.#queue.placements]);
  }

  #move(next: Phase): void {
    this.#phase = move('a cluster scheduler', MOVES, this.#phase, next);
  }

  #open(job: Job): SubmittedJob {
    const recipe = this.#recipes.recipeOf(job);
    const connection = this.#connection;
    const { placement } = job;
    return new SubmittedJob({
      ...{ id: randomBytes(12).toString('hex'), recipe, placement, connection },
      classes: this.#options.classes,
      arrays: this.#recipes.arrays,
      provide: async (arrays) => {
        if (connection.open === undefined) return;
        const { engine, namespace } = connection.open;
        connection.noteStored();
        await this.#recipes.provide(engine.store, namespace, recipe, arrays);
      },
      onFailure: (error) => job.abort(error, 'none'),
      onPoison: (chunk, deliveries) => this.#onPoison(chunk, deliveries),
      hasOtherHosts: () => this.#failedHosts.hasOthers({ recipe: recipe.hash, placement }),
    });
  }

  #onPoison(chunk: Chunk, deliveries: number): void {
    this.#jobs.noteTaken(chunk);
    const { job, first, items, spec } = chunk;
    const error = poisonFailure({ first, count: items.length, name: spec.fn.name }, deliveries);
    job.account('lost', items.length);
    for (let offset = 0; offset < items.length; offset += 1) job.fail(chunk, offset, error);
    this.#queue.sendSoon();
  }

  #onResult(received: ReceivedResult): void {
    const { job, index, failedOn } = received.metadata;
    const submitted = this.#jobs.submittedOf(job);
    const chunk = this.#jobs.take(job, index);
    if (chunk === undefined || submitted === undefined) return;
    const isResent = this.#failedHosts.note(submitted, failedOn);
    if (!isResent) this.#statistics.onResult(chunk, received.result);
    const again = isResent ? [chunk] : acceptResult(chunk, received, this.#options.classes);
    this.#queue.putBack(chunk.placement, again);
  }

  #onHosts(): void {
    this.#workers.look(this.hosts);
    for (const placement of this.#waiting) this.#connection.endQuarantines(placement);
    if (this.#connection.slotsFor('') === 0) return;
    this.#readiness.settle();
    for (const job of this.#jobs.jobs)
      if (job instanceof StreamJob || job instanceof FlowJob) job.pull(); // there is more room
    this.#queue.sendSoon();
  }

  #onCheck(): void {
    const engine = this.#connection.open?.engine;
    if (engine !== undefined) this.#recovery.check(engine, this.#jobs.submitted);
  }

  /** Nothing will run any more: fails all that is pending and ends everything. */
  #giveUp(error: unknown): void {
    this.#readiness.fail(error);
    for (const job of [...this.#jobs.jobs]) job.abort(error, 'none');
    this.#queue.clear();
    this.#beginEnd();
  }

  #beginEnd(): void {
    if (this.#phase === 'running') this.#move('closing');
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#phase !== 'closing' || this.#jobs.size > 0) return;
    this.#move('ending');
    this.#readiness.fail(new PoolTerminatedError('the pool was closed before a host was there'));
    void this.#end();
  }

  async #end(): Promise<void> {
    this.#updateKeepAlive();
    await this.#cleanup.finish(async () => {
      const { open } = this.#connection;
      if (open !== undefined) await this.#recovery.purgeLeftovers(open.engine);
      await this.#connection.deleteStored();
    });
    await this.#connection[Symbol.asyncDispose]();
    this.#updateKeepAlive();
    this.#move('ended');
    this.#tellEnded();
  }

  #updateKeepAlive(): void {
    this.#keepAlive.setWorking(this.#waiting.size > 0 || this.#cleanup.isBusy);
  }
}
