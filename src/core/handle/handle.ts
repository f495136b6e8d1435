/**
 * One worker, seen from here: its state, and the chunks in its hands.
 *
 *    give ──► [ hands: c3 (started) c4 c5 ] ──► Channel
 *                ▲              │
 *      done ─────┘              └── takeBack: c5 c4, if their tickets can still be had
 *
 * Owns its channel and how it ends. Knows chunks by what the wire needs of them; what they are
 * for is its owner's business, who hears of everything through `HandleNews`.
 *
 * Invariant: a chunk is in `#hands` from `give` until its whole result has come, it was taken back,
 * or the worker has ended. Each of the three happens in one synchronous step.
 */
import { describeWorker, type WorkerExit } from '../base/exit.ts';
import type { ErrorPayload } from '../base/payload.ts';
import type { Transferable } from '../base/transferable.ts';
import { unreachable } from '../base/unreachable.ts';
import type { Channel } from '../transport/transport.ts';
import { countOutcomes } from '../wire/chunk-result.ts';
import type { ChunkResult, FromWorker, RunChunk } from '../wire/messages.ts';
import type { Estate, Stage } from './exit-report.ts';
import { Ending } from './shutdown.ts';
import { SentFunctions } from './sent-functions.ts';
import type { HandleOptions } from './handle-options.ts';
import { move, type WorkerState } from './worker-state.ts';

/** What a handle tells its owner. Every call may give the handle new work at once. */
export interface HandleNews<C extends RunChunk> {
  onReady(handle: Handle<C>): void;
  onInitFailed(handle: Handle<C>, error: ErrorPayload): void;
  /** A chunk waits for its function to be loaded; or no more. */
  onLoading(handle: Handle<C>, chunk: C, isOver: boolean): void;
  /** A task of a timed chunk starts now. */
  onTaskStart(handle: Handle<C>, chunk: C, offset: number): void;
  /** Some outcomes of `chunk`; `isLast`: the chunk is out of the worker's hands. */
  onResult(handle: Handle<C>, chunk: C, result: ChunkResult, isLast: boolean): void;
  /** After the results of one message: there may be room for more. `memory`: bytes, if asked for. */
  onRoom(handle: Handle<C>, memory: number): void;
  /** Nothing is in hand any more, because it was taken back. */
  onIdle(handle: Handle<C>): void;
  onExit(handle: Handle<C>, estate: Estate<C>): void;
}

export class Handle<C extends RunChunk> {
  readonly id: number;
  readonly #channel: Channel;
  readonly #news: HandleNews<C>;
  readonly #hands = new Map<number, C>();
  readonly #functions: SentFunctions;
  readonly #ending: Ending;
  #state: WorkerState = 'starting';
  #chunksLeft: number;
  #label: string | undefined;
  #crash: ErrorPayload | undefined;
  #stage: Stage = 'starting';
  #isRetired = false;
  #frontSinceMs = 0;

  constructor(options: HandleOptions, news: HandleNews<C>) {
    this.id = options.channel.workerId;
    this.#news = news;
    this.#chunksLeft = options.maxChunks;
    this.#channel = options.transport.open({
      ...options.channel,
      onMessage: (message) => this.#receive(message),
    });
    this.#functions = new SentFunctions(this.#channel);
    this.#ending = new Ending(this.#channel, options.killGraceMs);
    try {
      this.#channel.send(options.start);
    } catch (error) {
      this.#channel.kill(); // what is half made is ended again: nobody else knows of it
      this.#channel.tickets.close();
      throw error;
    }
    void this.#channel.closed.then((exit) => this.#onExit(exit));
  }

  get state(): WorkerState {
    return this.#state;
  }

  get pid(): number {
    return this.#channel.pid;
  }

  get threadId(): number | undefined {
    return this.#channel.threadId;
  }

  /** "worker 3 (pid 4242)": how messages and stacks name the worker. */
  get label(): string {
    const { id: workerId, pid, threadId } = this;
    this.#label ??= describeWorker(
      threadId === undefined ? { workerId, pid } : { workerId, pid, threadId },
    );
    return this.#label;
  }

  /** How many more chunks may be given now. */
  get room(): number {
    if (this.#state !== 'idle' && this.#state !== 'busy') return 0;
    if (this.isSpent) return 0;
    return Math.min(this.#channel.tickets.capacity - this.#hands.size, this.#chunksLeft);
  }

  /** The worker has run all the chunks it may: it ends when its hands are empty. */
  get isSpent(): boolean {
    return this.#isRetired || this.#chunksLeft === 0;
  }

  /** What is in the worker's hands, the next to be done first. */
  get hands(): ReadonlyMap<number, C> {
    return this.#hands;
  }

  /** When the chunk that is first in hand came to the front. */
  get frontSinceMs(): number {
    return this.#frontSinceMs;
  }

  /** Whether the worker has work in hand, and has not even started the first of it. */
  get hasStartedNothing(): boolean {
    const unstarted = this.#unstarted();
    if (unstarted.length > 0) this.#reissue(unstarted);
    return unstarted.length > 0 && unstarted.length === this.#hands.size;
  }

  /**
   * Puts chunks into the worker's hands, at most `room`. Throws if one of them cannot be encoded;
   * then none was given.
   */
  give(chunks: readonly C[], transfer?: readonly Transferable[]): void {
    for (const chunk of chunks) this.#functions.ensureSent(chunk.spec.fn);
    const ids = chunks.map((chunk) => chunk.id);
    // Tickets first: a worker looks for a ticket when it has a body, and then only.
    this.#channel.tickets.issue(ids);
    try {
      this.#channel.send({ kind: 'run', chunks }, transfer);
    } catch (error) {
      this.#recall(ids);
      throw error;
    }
    if (this.#hands.size === 0) this.#frontSinceMs = performance.now();
    for (const chunk of chunks) this.#hands.set(chunk.id, chunk);
    this.#chunksLeft -= chunks.length;
    if (this.#state === 'idle') this.#moveTo('busy');
  }

  /** Takes back what the worker has not started and `isWanted` picks, the last first. */
  takeBack(isWanted: (chunk: C) => boolean = () => true): C[] {
    const taken = this.#channel.tickets.takeBack(Number.MAX_SAFE_INTEGER);
    if (taken.length === 0) return [];
    const chunks = taken.flatMap((id) => this.#hands.get(id) ?? []);
    const wanted = chunks.filter(isWanted);
    const kept = chunks.filter((chunk) => !wanted.includes(chunk));
    for (const { id } of wanted) this.#hands.delete(id);
    this.#chunksLeft += wanted.length;
    if (kept.length > 0) this.#reissue(kept);
    this.#channel.send({ kind: 'drop', chunkIds: wanted.map(({ id }) => id) });
    if (this.#hands.size === 0 && this.#state === 'busy') {
      this.#moveTo('idle');
      this.#news.onIdle(this);
    }
    return wanted;
  }

  /**
   * Ends the worker if `isUnwanted` picks the chunk that it is running; what it held besides and had
   * not started is returned. `undefined`: it is running something else, and nothing has changed.
   *
   * Of the chunks it has started only the last is running. Those before are done: they stay in hand
   * until their results, which left the worker before the last chunk began, arrive.
   */
  condemn(isUnwanted: (chunk: C) => boolean): C[] | undefined {
    const unstarted = this.#unstarted();
    const running = [...this.#hands.values()].at(-1 - unstarted.length);
    if (running === undefined || !isUnwanted(running)) {
      if (unstarted.length > 0) this.#reissue(unstarted);
      return undefined;
    }
    for (const { id } of [running, ...unstarted]) this.#hands.delete(id);
    this.end();
    return unstarted;
  }

  /** Gives the worker nothing more; what it has not started can be had with `takeBack`. */
  retire(): void {
    this.#isRetired = true;
  }

  /** Lets the worker end by itself; it has nothing in hand. */
  stop(): void {
    if (!this.#leaveService()) return;
    this.#stage = 'dismissed';
    this.#channel.send({ kind: 'stop' });
    this.#ending.expect();
  }

  /** Ends the worker whatever it is doing: asks, and after the grace time insists. */
  end(stage: 'overdue' | 'stuck' | 'dismissed' = 'dismissed'): void {
    if (this.#state === 'dead' || this.#ending.wasAsked) return;
    this.#stage = stage;
    this.#leaveService();
    this.#ending.ask();
  }

  /** False if the worker is already on its way out. */
  #leaveService(): boolean {
    if (this.#state === 'stopping' || this.#state === 'dead') return false;
    this.#moveTo('stopping');
    return true;
  }

  #moveTo(state: WorkerState): void {
    this.#state = move(this.#state, state);
  }

  /** Bodies could not be sent. The worker drops the one whose ticket it may already have taken. */
  #recall(ids: readonly number[]): void {
    const taken = this.#channel.tickets.takeBack(Number.MAX_SAFE_INTEGER);
    const others = taken.filter((id) => !ids.includes(id));
    this.#channel.send({ kind: 'drop', chunkIds: ids });
    this.#reissue(others.flatMap((id) => this.#hands.get(id) ?? []));
  }

  /** New tickets for bodies that the worker has; the empty `run` makes it look again. */
  #reissue(chunks: readonly C[]): void {
    this.#channel.tickets.issue(chunks.map(({ id }) => id));
    this.#channel.send({ kind: 'run', chunks: [] });
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#onReady();
        return;
      case 'init-failed':
        this.#news.onInitFailed(this, message.error);
        return;
      case 'loading':
        this.#tellOfLoading(this.#hands.get(message.chunkId), message.isOver);
        return;
      case 'started':
        this.#onStarted(message.chunkId, message.offset, message.before);
        return;
      case 'done':
        this.#onDone(message.results, message.memory);
        return;
      case 'crashed':
        this.#crash = message.error;
        // It ends by itself, unless one of the task's own 'exit' listeners keeps it from that.
        if (this.#leaveService()) this.#ending.expect();
        return;
      default:
        unreachable(message);
    }
  }

  #onReady(): void {
    if (this.#state !== 'starting') return; // it is being ended
    this.#stage = 'ready';
    this.#moveTo('idle');
    this.#news.onReady(this);
  }

  #tellOfLoading(chunk: C | undefined, isOver: boolean): void {
    if (chunk !== undefined) this.#news.onLoading(this, chunk, isOver);
  }

  #onStarted(chunkId: number, offset: number, before: ChunkResult): void {
    const chunk = this.#hands.get(chunkId);
    if (chunk === undefined) return; // condemned in the meantime
    if (countOutcomes(before) > 0) this.#news.onResult(this, chunk, before, false);
    this.#news.onTaskStart(this, chunk, offset);
  }

  #onDone(results: readonly ChunkResult[], memory: number): void {
    for (const result of results) {
      const chunk = this.#hands.get(result.id);
      if (chunk === undefined) continue; // condemned in the meantime
      this.#hands.delete(result.id);
      this.#stage = 'proven';
      if (this.#hands.size === 0 && this.#state === 'busy') this.#moveTo('idle');
      this.#news.onResult(this, chunk, result, true);
    }
    this.#frontSinceMs = performance.now();
    this.#news.onRoom(this, memory);
  }

  #onExit(exit: WorkerExit): void {
    this.#ending.clear();
    this.#moveTo('dead');
    const unstarted = this.#unstarted();
    for (const { id } of unstarted) this.#hands.delete(id);
    const started = [...this.#hands.values()];
    this.#hands.clear();
    this.#channel.tickets.close();
    const stage = this.#stage;
    this.#news.onExit(this, { exit, crash: this.#crash, started, unstarted, stage });
  }

  #unstarted(): C[] {
    const ids = this.#channel.tickets.takeBack(Number.MAX_SAFE_INTEGER);
    return ids.flatMap((id) => this.#hands.get(id) ?? []);
  }
}
