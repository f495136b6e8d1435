/**
 * A job: one public call in flight. It cuts its input into chunks when asked for one, takes the
 * outcomes as they come, and is over exactly once.
 *
 *    items ── nextChunk ──► Scheduler ──► a worker
 *                              │
 *    result ◄── take · fail ◄──┘
 *
 * `ApplyJob` (one task), `CollectJob` (map), `FlowJob` (a chain), `StreamJob` (imap). Never knows where a chunk runs.
 */
import type { Failure } from '../base/outcome.ts';
import type { ErrorPayload } from '../base/payload.ts';
import { stackOf } from '../base/stack-of.ts';
import { move, type Moves } from '../base/state-machine.ts';
import { decodeError } from '../codec/error/decode-error.ts';
import { functionOf } from '../codec/function/encode-function.ts';
import type { Transferable } from '../base/transferable.ts';
import { countOutcomes } from '../wire/codec.ts';
import type { ChunkResult, SaidMessage, TaskSpec } from '../wire/messages.ts';
import { type Chunk, type ChunkOwner, type Moment, NEVER, type Speaker } from './chunk.ts';
import type { ChunkSizer, Workforce } from './chunk-size.ts';
import type { Fate, ItemCounts } from './item-counts.ts';
import type { JobOptions } from './job-options.ts';
import type { Leftovers } from './leftovers.ts';
import { type Progress, tellProgress } from './progress.ts';
import { tellReport } from './reports.ts';
import { refuse } from './queue-full.ts';
import { takeUnreadable } from './unreadable-results.ts';
import { UnreadableList } from '../wire/unreadable.ts';

/** What a job needs of the scheduler. */
export interface JobControl extends Workforce {
  /** Of all items of the pool; each job counts its own there. */
  readonly counts: ItemCounts;
  /** The job is over: whatever is left of it is of no use to anybody. */
  release(job: Job, leftovers: Leftovers): void;
  /** There is something to run: a chunk, or a job that cuts chunks when asked. */
  enqueue(entry: Job | Chunk): void;
  /** A task has begun, or ceased, to wait for its reader. */
  noteHeld?(): void;
  /** `reader` pulls when fewer items wait than may. Absent: any number may. */
  awaitRoom?(reader: { pull(): void }): void;
}

/** `created`: its items are not there yet · `running` · `over`: nobody waits for anything of it. */
type JobState = 'created' | 'running' | 'over';

const MOVES: Moves<JobState> = {
  created: ['running', 'over'],
  running: ['over'],
  over: [],
};

/** Whatever is kept in a list; its place is the list's business. */
export interface Listed {
  place: number;
  /** Grows from one to the next. */
  readonly number: number;
}

let made = 0;

export abstract class Job implements ChunkOwner, Listed {
  place = -1;
  readonly number: number;
  since: Moment = NEVER;
  protected readonly control: JobControl;
  #options: JobOptions;
  #state: JobState = 'created';
  #done = 0;
  #pending = 0;
  #onOver: ((failure: Failure | undefined) => void) | undefined;

  constructor(options: JobOptions, control: JobControl) {
    this.#options = options;
    this.control = control;
    made += 1;
    this.number = made;
  }

  get spec(): TaskSpec {
    return this.#options.spec;
  }

  /** To be called before it begins: its tasks run in this context (`base/task-scope.ts`). */
  carry(carrier: string): void {
    this.#options = { ...this.#options, spec: { ...this.spec, carrier } };
  }

  get timeoutMs(): number | undefined {
    return this.#options.timeoutMs;
  }

  get retries(): number {
    return this.#options.retries;
  }

  get abortGraceMs(): number {
    return this.#options.abortGraceMs ?? 0;
  }

  get affinity(): string | number | undefined {
    return this.#options.affinity;
  }

  get priority(): number | undefined {
    return this.#options.priority;
  }

  get placement(): string {
    return this.#options.placement ?? '';
  }

  get transfer(): readonly Transferable[] | undefined {
    return this.#options.transfer;
  }

  get submitted(): JobOptions['submitted'] {
    return this.#options.submitted;
  }

  get submittedAt(): string | undefined {
    return stackOf(this.submitted);
  }

  get pool(): object {
    return this.control;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** There may be more items than have been submitted. */
  get isReading(): boolean {
    return this.#state === 'created';
  }

  /** How many items have had their outcome. */
  get done(): number {
    return this.#done;
  }

  /** How many items have been submitted and have no fate yet: see `item-counts.ts`. */
  get pending(): number {
    return this.#pending;
  }

  get progress(): Progress {
    const { done, total } = this;
    return total === undefined ? { done } : { done, total };
  }

  /** `then` is called in the step in which the job is over, before anybody hears of its outcome; with why it failed. */
  onceOver(then: (failure: Failure | undefined) => void): void {
    const before = this.#onOver;
    this.#onOver = (failure) => {
      before?.(failure);
      then(failure);
    };
  }

  observe(chunk: Chunk, done: number, runMs: number): readonly Chunk[] {
    if (this.isOver) return [];
    this.chunkSize?.observe(done, runMs);
    return chunk.cut(done, this.chunkSize?.next());
  }

  handBack(chunk: Chunk, from: number): readonly Chunk[] {
    this.chunkSize?.observe(1, this.control.pace.budgetMs);
    const rest = chunk.cutOff(from, this.chunkSize?.next());
    if (!this.isOver) return rest;
    for (const { items } of rest) this.account('cancelled', items.length);
    return [];
  }

  take(chunk: Chunk, result: ChunkResult, worker: string): void {
    const { from, values, errors } = result;
    if (values instanceof UnreadableList) {
      takeUnreadable(chunk, result, values, worker);
      return;
    }
    const items = countOutcomes(result);
    chunk.settled = from + items;
    this.account('done', items - errors.length);
    if (errors.length > 0) this.account('failed', errors.length);
    this.takeOutcomes(chunk, result, worker);
  }

  hear(chunk: Chunk, said: SaidMessage, { id: worker }: Speaker): void {
    const { onReport } = this.#options;
    if (said.what !== 'report' || onReport === undefined || this.isOver) return;
    tellReport(onReport, this, { chunk, said, worker });
  }

  account(fate: Fate, items: number): void {
    const { counts } = this.control;
    const settled = Math.min(items, this.#pending); // no more than were pending
    this.#pending -= settled;
    counts.pending -= settled;
    counts[fate] += settled;
  }

  cancel(reason: unknown): void {
    this.abort(reason, 'kill');
  }

  abstract get total(): number | undefined;

  /** How its items are cut, once that is known. */
  protected abstract readonly chunkSize: ChunkSizer | undefined;

  /** The next chunk that waits to be run, cut now; `undefined`: there is none at the moment. */
  abstract nextChunk(): Chunk | undefined;

  protected abstract takeOutcomes(chunk: Chunk, result: ChunkResult, worker: string): void;

  abstract fail(chunk: Chunk, offset: number, error: unknown): void;

  abstract abort(error: unknown, leftovers: Leftovers): void;

  /** Reads all of its input from now on, whether anybody takes the results or not (`join`). */
  readEagerly(): void {} // only a stream reads its input bit by bit

  /** Its items are there, or are being read. */
  protected start(): void {
    this.#state = move('a job', MOVES, this.#state, 'running');
  }

  /** Whether so many more of its items may wait now. If not, the job is over: it has failed. */
  protected admit(items: number): boolean {
    if (this.hasRoomFor(items)) return true;
    refuse(this, this.control.counts, items);
    return false;
  }

  protected hasRoomFor(items: number): boolean {
    return this.control.counts.pending + items <= this.control.counts.most;
  }

  /** So many more of its items are there to be run. */
  protected submit(items: number): void {
    this.#pending += items;
    this.control.counts.pending += items;
  }

  /** The job is over, and has failed as a whole or not. Only to be called while it is not. */
  protected finish(leftovers: Leftovers, failure?: Failure): void {
    this.#state = move('a job', MOVES, this.#state, 'over');
    this.#onOver?.(failure);
    this.#onOver = undefined;
    this.control.release(this, leftovers);
  }

  protected countDone(count: number): void {
    this.#done += count;
  }

  /** Tells the caller how far the job has come. A callback that fails, fails the job and nothing else. */
  protected reportProgress(): void {
    if (this.#options.onProgress !== undefined) tellProgress(this.#options.onProgress, this);
  }

  protected decode(error: ErrorPayload, worker: string): unknown {
    const fn = functionOf(this.spec.fn);
    return decodeError(error, { worker, submitted: this.submittedAt, fn });
  }
}

/**
 * The jobs that are not over, in no order while they come and go.
 * A `Set` of a hundred thousand jobs is copied each time it has doubled, and again on its way down. Here
 * each job knows its place: to remove one, the last takes that place.
 */
export class JobList<J extends Listed> {
  readonly #jobs: J[] = [];

  get size(): number {
    return this.#jobs.length;
  }

  add(job: J): void {
    job.place = this.#jobs.push(job) - 1;
  }

  /** False if `job` is not here. */
  remove(job: J): boolean {
    if (this.#jobs[job.place] !== job) return false;
    const last = this.#jobs.pop() as J; // there is at least this one
    if (last === job) return true;
    this.#jobs[job.place] = last;
    last.place = job.place;
    return true;
  }

  /** All of them at this moment, in the order in which they were made. */
  inOrder(): J[] {
    return [...this.#jobs].sort((a, b) => a.number - b.number);
  }
}
