/**
 * What becomes of chunks that a worker has started and does not bring to their end: they fail, or run again.
 *
 *    the worker is lost     ──►  retries left: all that has no outcome runs again · none: it fails
 *    a task takes too long  ──►  it fails, and what comes behind it runs again
 *    nobody waits for it    ──►  it counts as what it became, and nobody is told
 */
import { type ChunkOutcome, CHUNKS, FAILURES } from '../base/channels.ts';
import type { ExitReport } from '../handle/exit-report.ts';
import type { Handle } from '../handle/handle.ts';
import type { Chunk } from '../job/chunk.ts';
import type { ItemCounts } from '../job/item-counts.ts';
import type { Job } from '../job/job.ts';
import type { ChunkResult } from '../wire/messages.ts';
import type { ChunkEvents } from './chunk-events.ts';
import { waitsForReader } from './dispatcher.ts';
import { showUntold } from './out-of-memory.ts';
import type { TaskQueue } from './task-queue.ts';
import type { Expiry } from './time-limits.ts';
import { triage } from './poison-items.ts';
import { lostFailure, poisonFailure, timeoutFailure } from './worker-failures.ts';

/** Why items fail. */
export interface Verdict {
  readonly as: Exclude<ChunkOutcome, 'ok'>;
  readonly error: unknown;
  /** Before which offset. Default: all. */
  readonly to?: number;
}

export class UnfinishedChunks {
  readonly #queue: TaskQueue;
  readonly #counts: ItemCounts;
  readonly #events: ChunkEvents;

  constructor(queue: TaskQueue, counts: ItemCounts, events: ChunkEvents) {
    this.#queue = queue;
    this.#counts = counts;
    this.#events = events;
  }

  /** A worker has ended, with these in hand. */
  onLost(handle: Handle<Chunk>, report: ExitReport<Chunk>, as: Verdict['as']): void {
    const { next, last, lost, poisoned } = triage(report);
    this.#queue.putBack(next);
    for (const chunk of last)
      if (waitsForReader(chunk)) this.#queue.putBack([chunk]);
      else this.#queue.push(chunk);
    for (const chunk of lost) this.lose(handle, chunk, { as, error: lostFailure(report, chunk) });
    for (const chunk of poisoned)
      this.fail(handle, chunk, { as, error: poisonFailure(report, chunk) });
    if (lost.length === 0 && poisoned.length === 0) showUntold(report);
  }

  /** Nobody waits for `job` any more. Returns those that are ended, or asked to stop, for running it. */
  withdraw(
    handles: Iterable<Handle<Chunk>>,
    job: Job,
    leftovers: 'withdraw' | 'kill',
  ): Handle<Chunk>[] {
    const isTheirs = (chunk: Chunk): boolean => chunk.job === job;
    const ended: Handle<Chunk>[] = [];
    for (const handle of handles) {
      if (![...handle.inHand.values()].some(isTheirs)) continue;
      handle.takeBack(isTheirs);
      if (leftovers === 'kill' && this.stop(handle, isTheirs, job.abortGraceMs)) ended.push(handle);
    }
    return ended;
  }

  /** The worker that ran `chunk` is gone. What of it had no outcome runs again, or fails. */
  lose(handle: Handle<Chunk>, chunk: Chunk, verdict: Verdict): void {
    const { job, attempt, settled, items, line } = chunk;
    // What has come of an item cannot be taken back, and must not come twice.
    const from = line?.offset === settled ? settled + 1 : settled;
    if (attempt >= job.retries || chunk.isMoved || job.isOver || from === items.length) {
      this.fail(handle, chunk, verdict);
      return;
    }
    if (from > settled) this.fail(handle, chunk, { ...verdict, to: from });
    this.#counts.retried += items.length - from;
    if (CHUNKS.hasSubscribers)
      this.#events.onEnd(handle, chunk, { outcome: 'lost', runsAgain: true });
    this.#queue.putBack([chunk.part(from, items.length, attempt + 1)]);
  }

  /** Its time is over. What had not come to its turn runs elsewhere. */
  expire({ handle, chunk, unstarted, to, error }: Expiry): void {
    this.#queue.putBack(unstarted);
    const rest = chunk.items.length - to;
    if (chunk.job.isOver) chunk.job.account('cancelled', rest);
    else if (rest > 0) this.#queue.putBack([chunk.part(to, chunk.items.length)]);
    this.fail(handle, chunk, { as: 'timedOut', error, to });
  }

  /** A task that ran for too long has failed, even if its start and its end arrive together. */
  failLate(handle: Handle<Chunk>, chunk: Chunk, { from, runMs }: ChunkResult): boolean {
    const { timeoutMs: limitMs } = chunk.job;
    if (limitMs === undefined || runMs <= limitMs) return false;
    chunk.settled = from + 1;
    chunk.job.account('timedOut', 1);
    const error = timeoutFailure(chunk, { offset: from, limitMs, ranMs: runMs });
    if (FAILURES.hasSubscribers)
      this.#events.onFailed(handle, chunk, { from, to: from + 1, as: 'timedOut', error });
    chunk.job.fail(chunk, from, error);
    return true;
  }

  /**
   * Ends `handle`, unless it stops by itself in time, if it runs what `isUnwanted` picks, of which nobody waits for
   * anything. False: it does not.
   */
  stop(handle: Handle<Chunk>, isUnwanted: (chunk: Chunk) => boolean, graceMs: number): boolean {
    const isMeant = (running: Chunk): boolean => {
      if (!isUnwanted(running)) return false;
      if (CHUNKS.hasSubscribers) this.#events.onEnd(handle, running, { outcome: 'cancelled' });
      return true;
    };
    const unstarted = handle.endIfRunning(isMeant, { cause: 'cancelled', graceMs });
    if (unstarted !== undefined) this.#queue.putBack(unstarted);
    return unstarted !== undefined;
  }

  /** What workers have started of a job that is over they run to their end: `handles`, none if the pool ends as well. */
  writeOff(job: Job, handles: Iterable<Handle<Chunk>>): void {
    job.account('cancelled', job.pending - itemsInHand(handles, job));
  }

  /** What of `chunk` had no outcome fails. */
  fail(handle: Handle<Chunk>, chunk: Chunk, verdict: Verdict): void {
    const { as, error, to = chunk.items.length } = verdict;
    const from = chunk.settled;
    if (CHUNKS.hasSubscribers) this.#events.onEnd(handle, chunk, { outcome: as, to });
    if (FAILURES.hasSubscribers) this.#events.onFailed(handle, chunk, { from, to, as, error });
    chunk.job.account(as, to - from);
    for (let offset = from; offset < to; offset += 1) chunk.job.fail(chunk, offset, error);
  }
}

/** How many items of `job` workers have started, and will tell of. */
export function itemsInHand(handles: Iterable<Handle<Chunk>>, job: Job): number {
  let items = 0;
  for (const { inHand } of handles) {
    for (const chunk of inHand.values())
      if (chunk.job === job) items += chunk.items.length - chunk.settled;
  }
  return items;
}
