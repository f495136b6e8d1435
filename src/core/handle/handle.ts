/**
 * One worker, seen from here.
 *
 *    give · takeBack ──► chunks in hand ──► Channel ┈┈┈► worker
 *    stop · end ───────► life ─────────────────▲            │
 *    HandleEvents ◄── ready · started · done · crashed ◄┈┈┈┈┘
 *
 * Owns its channel, the chunks in hand and the worker's life. Knows chunks by what the wire needs of them.
 */
import { WORKERS } from '../base/channels.ts';
import type { ById } from '../base/deque.ts';
import { describeExit, describeWorker, type WorkerExit } from '../base/exit.ts';
import type { Transferable } from '../base/transferable.ts';
import { type Channel, NO_TRAFFIC, type Traffic } from '../transport/transport.ts';
import { countOutcomes } from '../wire/codec.ts';
import type {
  ChunkResult,
  FromWorker,
  RunChunk,
  SaidMessage,
  TaskMessage,
} from '../wire/messages.ts';
import { type AbortWish, AT_ONCE } from './abort.ts';
import { ChunksInHand } from './chunks-in-hand.ts';
import type { EndReason } from './exit-report.ts';
import type { EventsOf } from './handle-events.ts';
import type { HandleOptions } from './handle-options.ts';
import { WorkerLife } from './worker-life.ts';
import { publishWorker } from './worker-events.ts';
import type { WorkerState } from './worker-state.ts';

export type WorkerTraffic = Traffic;
export type HandleEvents<C extends RunChunk> = EventsOf<Handle<C>, C>;
type DoneMessage = Extract<FromWorker, { kind: 'done' }>;

export class Handle<C extends RunChunk> {
  readonly id: number;
  /** "worker 3 (pid 4242)": how messages and stacks name the worker. */
  readonly label: string;
  /** How many chunks it runs at once. */
  readonly concurrency: number;
  /** The chunks that the worker has in hand by id, the next to be done first. */
  readonly inHand: ById<C>;
  /** When the last message about a chunk came. Nobody else writes it. */
  heardAtMs = 0;
  /** How long its last chunk was on its way, there and back; 0 if it ran for longer than that. Nobody else writes it. */
  tripMs = 0;
  readonly #channel: Channel;
  readonly #events: HandleEvents<C>;
  readonly #inHand: ChunksInHand<C>;
  readonly #life: WorkerLife;
  readonly #pool: string;
  readonly openedAtMs: number = performance.now();
  #readyAtMs: number | undefined;
  #memory = 0;

  constructor(options: HandleOptions, events: HandleEvents<C>) {
    this.id = options.channel.workerId;
    this.concurrency = options.start.concurrency;
    this.#events = events;
    this.#pool = options.pool ?? '';
    const onMessage = (message: FromWorker): void => this.#receive(message);
    this.#channel = options.transport.open({ ...options.channel, onMessage });
    const { pid, threadId } = this.#channel;
    this.label = describeWorker({ workerId: this.id, pid, threadId });
    this.#inHand = new ChunksInHand(this.#channel);
    this.inHand = this.#inHand.all;
    this.#life = new WorkerLife(this.#channel, options);
    try {
      this.#channel.send(options.start);
    } catch (error) {
      this.#channel.kill(); // what is half made is ended again: nobody else knows of it
      this.#channel.tickets.close();
      throw error;
    }
    void this.#channel.closed.then((exit) => this.#onExit(exit));
    if (WORKERS.hasSubscribers) publishWorker(this.#pool, this, { event: 'start' });
  }

  get state(): WorkerState {
    return this.#life.state;
  }

  get pid(): number {
    return this.#channel.pid;
  }

  get threadId(): number | undefined {
    return this.#channel.threadId;
  }

  /** How many more chunks may be given now. */
  get freeSlots(): number {
    const { chunksLeft } = this.#life;
    return chunksLeft === 0 ? 0 : Math.min(this.#inHand.freeTickets, chunksLeft);
  }

  /** The worker has run all the chunks it may: it ends when nothing is in hand. */
  get isSpent(): boolean {
    return this.#life.isSpent;
  }

  /** When it became ready (`performance.now()`, as all of these). */
  get readyAtMs(): number | undefined {
    return this.#readyAtMs;
  }

  /** Bytes, as the worker last said; 0 if it has not yet. */
  get memory(): number {
    return this.#memory;
  }

  /** As `memory`, but of this moment where the system can be asked. */
  readMemory(): number {
    return this.#channel.readMemory?.() ?? this.#memory;
  }

  get traffic(): WorkerTraffic {
    return this.#channel.traffic ?? NO_TRAFFIC;
  }

  /** When the first chunk in hand came to be the first (`performance.now()`); of no use if there is none. */
  get frontSinceMs(): number {
    return this.#inHand.frontSinceMs;
  }

  /** How many of the chunks in hand are at a task that takes long, and have nothing behind it. */
  get waiting(): number {
    return this.#inHand.waiting;
  }

  /** Whether it has work in hand, and has not even started the first of it. Asking disturbs it a little. */
  probeUnstarted(): boolean {
    return this.#inHand.probeUnstarted();
  }

  /** Gives the worker chunks, at most `freeSlots`. Throws if one of them cannot be encoded; then none was given. */
  give(chunks: readonly C[], transfer?: readonly Transferable[]): void {
    this.#life.assertInService();
    this.#inHand.give(chunks, transfer);
    this.#life.noteGiven(chunks.length);
  }

  /** Takes back what the worker has not started and `isWanted` picks, the next to run first. */
  takeBack(isWanted: (chunk: C) => boolean = () => true): C[] {
    const chunks = this.#inHand.takeBack(isWanted);
    this.#life.noteTakenBack(chunks.length);
    if (this.#inHand.isEmpty && this.#life.becomeIdle()) this.#events.onIdle(this);
    return chunks;
  }

  /**
   * Ends the worker if `isUnwanted` picks a chunk that it is running, unless it ends that by itself within the time that
   * `wish` gives; if others run beside it, when they are done or have had the grace time. What it had in hand besides and
   * had not started is returned. `undefined`: it is running something else, and nothing has changed.
   */
  endIfRunning(isUnwanted: (chunk: C) => boolean, wish: AbortWish = AT_ONCE): C[] | undefined {
    const unstarted = this.#inHand.abortRunning(isUnwanted, wish, {
      concurrency: this.concurrency,
      onLate: () => {
        if (this.concurrency === 1 || this.#inHand.all.size === 0) this.end();
        else this.#life.leave();
      },
    });
    this.#life.noteTakenBack(unstarted?.length ?? 0);
    return unstarted;
  }

  /** As `end`; but a task that runs is asked to stop first, and has as long as `graceOf` its chunk says. */
  endGently(graceOf: (chunk: C) => number): void {
    const { all } = this.#inHand; // what was not started has been taken back
    const running = [...all.values()].slice(-this.concurrency);
    const graceMs = Math.max(this.#inHand.graceMs, ...running.map(graceOf));
    if (graceMs > 0) this.#life.endAfterTask(graceMs);
    else this.end();
    for (const chunk of running) if (graceOf(chunk) > 0) this.#inHand.revoke(chunk, 'ended');
  }

  /** So many more values of `chunk` may come, if it is still in hand. */
  grant(chunk: C, count: number): void {
    this.#inHand.grant(chunk, count);
  }

  /** Gives the worker nothing more; what it has not started can be had with `takeBack`. */
  retire(): void {
    this.#life.retire();
  }

  /** Lets the worker run on that has said something after which it starts nothing more. */
  goOn(): void {
    this.#channel.send({ kind: 'go-on' });
  }

  /** Lets the worker end by itself; it has nothing in hand. */
  stop(): void {
    this.#life.stop();
  }

  /** Ends the worker whatever it is doing: asks, and after the grace time insists. */
  end(reason: EndReason = 'ended by us'): void {
    this.#life.end(reason);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        return this.#onReady();
      case 'init-failed':
        return this.#events.onInitFailed(this, message.error, message.replay);
      case 'loading':
        return this.#onLoading(message.chunkId, message.isOver);
      case 'load-failed':
        return this.#events.onLoadFailed(this);
      case 'finalizer-failed':
        return this.#events.onFinalizerFailed(this, message.error);
      case 'printing':
        return this.#life.notePrinting();
      case 'started':
      case 'waiting':
        return this.#onTask(message);
      case 'said':
        return this.#onSaid(message);
      case 'done':
        return this.#onDone(message);
      case 'crashed':
        return this.#life.noteCrash(message.error);
      default:
        message.kind satisfies 'resend' | 'redefine' | 'want-room' | 'piped'; // the channel has taken it
    }
  }

  #onReady(): void {
    if (!this.#life.becomeReady()) return;
    this.#readyAtMs = performance.now();
    if (WORKERS.hasSubscribers) publishWorker(this.#pool, this, { event: 'ready' });
    this.#events.onReady(this);
  }

  #onLoading(chunkId: number, isOver: boolean): void {
    const chunk = this.#inHand.get(chunkId);
    if (chunk !== undefined) this.#events.onLoading(this, chunk, isOver);
  }

  #onTask({ kind, chunkId, offset, before }: TaskMessage): void {
    const chunk = this.#inHand.get(chunkId);
    if (chunk !== undefined) {
      this.heardAtMs = performance.now();
      if (countOutcomes(before) > 0) this.#events.onResult(this, chunk, before, false);
      if (kind === 'started') this.#events.onTaskStart(this, chunk, offset);
      else this.#onWaiting(chunk, offset);
    }
    if (kind === 'waiting') this.goOn(); // whatever became of the chunk
  }

  #onWaiting(chunk: C, offset: number): void {
    this.#inHand.noteWaiting(chunk);
    this.#events.onHandedBack(chunk, offset + 1);
  }

  #onSaid(message: SaidMessage): void {
    const chunk = this.#inHand.get(message.chunkId);
    if (chunk !== undefined) this.#events.onSaid(this, chunk, message);
  }

  #onDone({ results, memory, handsBack }: DoneMessage): void {
    this.heardAtMs = this.#events.turnMs();
    if (memory > 0) this.#memory = memory;
    for (let i = 0; i < results.length; i += 1) this.#take(results[i] as ChunkResult); // in range
    if (!this.#inHand.isEmpty) this.#inHand.noteNewFront(this.heardAtMs);
    if (handsBack === true) this.goOn();
    this.#events.onFreeSlots(this, memory);
  }

  #take(result: ChunkResult): void {
    const chunk = this.#inHand.takeDone(result.id);
    if (chunk === undefined && !this.#inHand.takeAborted(result.id)) return;
    this.#life.noteDone();
    const tripMs = this.heardAtMs - this.#inHand.frontSinceMs - result.runMs;
    this.tripMs = tripMs > result.runMs ? tripMs : 0;
    if (this.#inHand.isEmpty) this.#life.becomeIdle();
    if (chunk !== undefined) this.#events.onResult(this, chunk, result, true);
  }

  #onExit(exit: WorkerExit): void {
    const { stage, crash } = this.#life.die();
    const reason = `${stage}, ${describeExit(exit)}`;
    if (WORKERS.hasSubscribers) publishWorker(this.#pool, this, { event: 'exit', reason });
    this.#events.onExit(this, { exit, crash, stage, ...this.#inHand.takeAll() });
  }
}
