/**
 * Which workers still have to run what was broadcast.
 *
 *    begin ──► [ waiting: workers 1 3 4 · owed: 2, to the next that are started ] ── all have run it ──► over
 *                  ▲            │
 *      onFreeSlots ┘            └── one ends before it has run it: its successor owes it, if there is one
 *
 * The workers are those that the pool has or is about to start when it begins, however busy they are; none of them ends for having
 * nothing to do before it is over. So their number only goes down, and a broadcast is over some time; one that ends while it runs it fails the broadcast.
 *
 * With `replay` every worker that is started later runs it as well, before anything else: it is in the message that
 * starts it. A worker that is started while the broadcast is not over and that counts for it gets it as its first chunk.
 */
import { holdFiles } from '../codec/function/large-memories.ts';
import type { Crew } from '../handle/crew.ts';
import type { Handle } from '../handle/handle.ts';
import type { BroadcastJob } from '../job/broadcast-job.ts';
import type { Chunk } from '../job/chunk.ts';
import type { SetUpCall } from '../wire/messages.ts';
import type { Dispatcher } from './dispatcher.ts';

/** As they are sent where they are not in a chunk. */
type EncodeArguments = (args: readonly unknown[]) => readonly unknown[];

interface Broadcast {
  readonly job: BroadcastJob;
  /** By worker that has not run it. */
  readonly waiting: Map<number, Chunk>;
  /** How many of those that are still to be started have to. */
  owed: number;
}

/** A function, because it is loaded with the first of them. */
export function openBroadcasts(
  crew: Crew<Chunk>,
  dispatcher: Dispatcher,
  encode: EncodeArguments = (args) => args,
): Broadcasts {
  return new Broadcasts(crew, dispatcher, encode);
}

export class Broadcasts {
  readonly #crew: Crew<Chunk>;
  readonly #dispatcher: Dispatcher;
  readonly #encodeArguments: EncodeArguments;
  readonly #open = new Map<BroadcastJob, Broadcast>();
  readonly #replays = new Map<BroadcastJob, SetUpCall>();

  constructor(crew: Crew<Chunk>, dispatcher: Dispatcher, encode: EncodeArguments) {
    this.#crew = crew;
    this.#dispatcher = dispatcher;
    this.#encodeArguments = encode;
  }

  get isAnyOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Begins a job that has been submitted. */
  begin(job: BroadcastJob): void {
    if (job.isOver) return; // cancelled before it began
    this.#crew.wake();
    job.since = this.#dispatcher.moment();
    const waiting = new Map(Array.from(this.#crew.handles, ({ id }) => [id, job.chunkFor(id)]));
    const broadcast = { job, waiting, owed: Math.max(0, this.#crew.places - waiting.size) };
    this.#open.set(job, broadcast);
    job.onceOver((failure) => {
      this.#open.delete(job);
      if (failure !== undefined) this.#replays.delete(job);
    });
    job.begin(waiting.size + broadcast.owed);
    if (job.isReplayed) this.#replay(job);
    for (const handle of this.#crew.handles) this.onFreeSlots(handle);
    this.#dispatcher.dispatchSoon(); // the program stays alive for it
  }

  /** What a worker that is started now has to run before its first chunk. */
  replays(): SetUpCall[] {
    const isFirstChunk = (job: BroadcastJob): boolean => (this.#open.get(job)?.owed ?? 0) > 0;
    return [...this.#replays].filter(([job]) => !isFirstChunk(job)).map(([, call]) => call);
  }

  onOpened({ id }: Handle<Chunk>): void {
    for (const broadcast of this.#open.values()) {
      if (broadcast.owed === 0) continue;
      broadcast.owed -= 1;
      broadcast.waiting.set(id, broadcast.job.chunkFor(id));
    }
  }

  /** `handle` may be given something: before all others, what is for it alone. */
  onFreeSlots(handle: Handle<Chunk>): void {
    for (const { waiting } of [...this.#open.values()]) {
      const chunk = waiting.get(handle.id);
      const isGiven = chunk === undefined || handle.inHand.get(chunk.id) === chunk;
      if (!isGiven && handle.freeSlots > 0) this.#dispatcher.giveNow(handle, chunk);
    }
  }

  onWorkerDone(job: BroadcastJob, workerId: number): void {
    const broadcast = this.#open.get(job);
    if (broadcast === undefined) return;
    broadcast.waiting.delete(workerId);
    this.#endIfDone(broadcast);
  }

  /** There may be fewer workers than there were to be. */
  look(): void {
    for (const broadcast of [...this.#open.values()]) this.#endIfDone(broadcast);
  }

  /** That worker has ended, and whoever was to run something in it knows. */
  onExit(workerId: number): void {
    for (const broadcast of [...this.#open.values()]) {
      if (broadcast.waiting.delete(workerId)) broadcast.owed += 1;
      this.#endIfDone(broadcast);
    }
  }

  #endIfDone(broadcast: Broadcast): void {
    const { job, waiting } = broadcast;
    const missing = Math.max(0, this.#crew.places - this.#crew.handles.length);
    if (broadcast.owed > missing) {
      job.account('cancelled', broadcast.owed - missing); // their workers have no successors
      broadcast.owed = missing;
    }
    if (waiting.size + broadcast.owed === 0) job.end();
  }

  #replay(job: BroadcastJob): void {
    const { spec, args } = job;
    this.#replays.set(job, { fn: spec.fn, args: this.#encodeArguments(args) });
    void this.#crew.ended().then(holdFiles(spec.fn));
  }
}
