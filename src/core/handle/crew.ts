/**
 * The crew: all workers of a pool. Keeps as many alive as were asked for, replaces those that end,
 * and ends them all.
 *
 *    start ──► Handle 1 … Handle N ──► onReady · onResult · onRoom · …  (straight to the owner)
 *                 │ onExit
 *                 └──► onLost (its chunks), then a new Handle N+1 in its place
 *
 * Owns the handles and the timers around them. A crew that cannot keep a worker alive long enough to
 * become ready says so (`onCrashLoop`) and starts no more.
 */
import type { ErrorPayload } from '../base/payload.ts';
import { timerMs } from '../base/timer.ts';
import type { ChannelOptions, Transport } from '../transport/transport.ts';
import type { ChunkResult, RunChunk, StartMessage } from '../wire/messages.ts';
import { type Estate, stillborn } from './exit-report.ts';
import { Handle, type HandleNews } from './handle.ts';
import { Restarts } from './restart-policy.ts';
import { StuckWatch } from './stuck-watch.ts';

export interface CrewOptions {
  readonly transport: Transport;
  readonly workers: number;
  readonly name: string;
  readonly channel: Pick<ChannelOptions, 'env' | 'execArgv' | 'resourceLimits'>;
  readonly start: Omit<StartMessage, 'workerId'>;
  readonly maxTasksPerChild: number;
  readonly maxMemoryPerChild: number;
  readonly idleTimeoutMs: number | undefined;
  readonly killGraceMs: number;
  readonly startTimeoutMs: number;
  /** How many workers may be starting at once: more would only slow each other down. */
  readonly startsAtOnce: number;
}

/** What a crew tells its owner. */
export interface CrewNews<C extends RunChunk>
  extends Pick<HandleNews<C>, 'onLoading' | 'onTaskStart' | 'onResult' | 'onInitFailed'> {
  /** `handle` may be given work: it has become ready, or done some. */
  onRoom(handle: Handle<C>): void;
  /** A worker has ended; `estate` holds the chunks that were in its hands. */
  onLost(handle: Handle<C>, estate: Estate<C>): void;
  /** Workers keep ending before they do anything, the last one like this. No new ones are started. */
  onCrashLoop(estate: Estate<C>): void;
}

export class Crew<C extends RunChunk> implements HandleNews<C> {
  readonly #options: CrewOptions;
  readonly #news: CrewNews<C>;
  readonly #handles = new Map<number, Handle<C>>();
  readonly #startTimers = new Map<number, NodeJS.Timeout>();
  readonly #idleTimers = new Map<number, NodeJS.Timeout>();
  readonly #restarts = new Restarts();
  readonly #stuckWatch: StuckWatch<C>;
  /** While it runs no worker is started. */
  #pause: NodeJS.Timeout | undefined;
  #nextId = 1;
  /** How many workers there should be now; fewer while some have ended for having nothing to do. */
  #target: number;
  #isEnding = false;
  readonly #waitingForEnd: (() => void)[] = [];

  constructor(options: CrewOptions, news: CrewNews<C>) {
    this.#options = options;
    this.#news = news;
    this.#target = options.workers;
    this.#stuckWatch = new StuckWatch(() => this.handles, options.startTimeoutMs);
  }

  /** Starts the workers. Throws what the system says if not even the first can be started. */
  start(): void {
    try {
      this.#fill();
    } catch (error) {
      this.end();
      throw error;
    }
  }

  get handles(): IterableIterator<Handle<C>> {
    return this.#handles.values();
  }

  /** Whether there are as many workers as there should be now, each ready for work. */
  get isReady(): boolean {
    const handles = [...this.#handles.values()];
    return (
      handles.filter(({ state }) => state === 'idle' || state === 'busy').length >= this.#target
    );
  }

  /** Starts again those that ended for having nothing to do. */
  wake(): void {
    if (this.#isEnding || this.#target === this.#options.workers) return;
    this.#target = this.#options.workers;
    this.#refill();
  }

  /** Lets every worker end when its hands are empty; none is started any more. */
  stop(): void {
    this.#enterEnd();
    for (const handle of this.#handles.values()) this.#stopIfFree(handle);
  }

  /** Ends every worker now. */
  end(): void {
    this.#enterEnd();
    for (const handle of this.#handles.values()) {
      handle.takeBack(); // a worker that takes its time to end starts nothing more
      handle.end();
    }
  }

  /** Settles when no worker is left, after `stop` or `end`. */
  async ended(): Promise<void> {
    if (this.#isEnding && this.#handles.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#waitingForEnd.push(resolve);
    });
  }

  onReady(handle: Handle<C>): void {
    this.#restarts.onReady();
    this.#clearStartTimer(handle);
    if (this.#isEnding) {
      this.#stopIfFree(handle);
      return;
    }
    this.#refill();
    this.#news.onRoom(handle);
    this.#watchIdle(handle);
  }

  onInitFailed(handle: Handle<C>, error: ErrorPayload): void {
    this.#clearStartTimer(handle);
    this.#news.onInitFailed(handle, error);
  }

  onLoading(handle: Handle<C>, chunk: C, isOver: boolean): void {
    this.#news.onLoading(handle, chunk, isOver);
  }

  onTaskStart(handle: Handle<C>, chunk: C, offset: number): void {
    this.#news.onTaskStart(handle, chunk, offset);
  }

  onResult(handle: Handle<C>, chunk: C, result: ChunkResult, isLast: boolean): void {
    this.#news.onResult(handle, chunk, result, isLast);
  }

  onRoom(handle: Handle<C>, memory: number): void {
    this.#restarts.onWork();
    if (memory > this.#options.maxMemoryPerChild) handle.retire();
    this.#news.onRoom(handle);
    this.onIdle(handle);
  }

  /** Also called while `handle` is busy: then there is nothing to do. */
  onIdle(handle: Handle<C>): void {
    if (this.#isEnding || handle.isSpent) this.#stopIfFree(handle);
    this.#watchIdle(handle);
  }

  onExit(handle: Handle<C>, estate: Estate<C>): void {
    this.#clearStartTimer(handle);
    clearTimeout(this.#idleTimers.get(handle.id));
    this.#idleTimers.delete(handle.id);
    this.#handles.delete(handle.id);
    this.#news.onLost(handle, estate);
    if (!this.#isEnding) this.#replace(estate);
    if (this.#isEnding && this.#handles.size === 0) this.#tellEnded();
  }

  #replace(estate: Estate<C>): void {
    const decision = this.#restarts.after(estate, this.#nextId - 1);
    if (decision === 'give up') this.#news.onCrashLoop(estate);
    else if (decision === 0) this.#refill();
    else this.#pauseFor(decision);
  }

  #pauseFor(ms: number): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#refill();
    }, ms);
    this.#pause.unref();
  }

  /** As `#fill`, where nobody could be told what is thrown: it counts as the end of a worker. */
  #refill(): void {
    try {
      this.#fill();
    } catch (error) {
      this.#replace(stillborn(this.#nextId - 1, error));
    }
  }

  #fill(): void {
    if (this.#pause !== undefined) return;
    let starting = [...this.#handles.values()].filter(
      (handle) => handle.state === 'starting',
    ).length;
    const allowed = this.#restarts.isFailing ? 1 : this.#options.startsAtOnce;
    while (!this.#isEnding && this.#handles.size < this.#target && starting < allowed) {
      this.#open();
      starting += 1;
    }
  }

  #open(): void {
    const { options, workerId } = { options: this.#options, workerId: this.#nextId };
    this.#nextId += 1;
    const handle = new Handle<C>(
      {
        transport: options.transport,
        channel: { ...options.channel, workerId, title: `${options.name}-${workerId}` },
        start: { ...options.start, workerId },
        maxChunks: options.maxTasksPerChild,
        killGraceMs: options.killGraceMs,
      },
      this,
    );
    this.#handles.set(workerId, handle);
    const timer = setTimeout(() => handle.end('overdue'), timerMs(options.startTimeoutMs));
    timer.unref();
    this.#startTimers.set(workerId, timer);
  }

  #clearStartTimer(handle: Handle<C>): void {
    clearTimeout(this.#startTimers.get(handle.id));
    this.#startTimers.delete(handle.id);
  }

  #stopIfFree(handle: Handle<C>): void {
    if (handle.state === 'starting') handle.end();
    else if (handle.state === 'idle') handle.stop();
  }

  /** Ends `handle` if it is still idle when its time is over, and starts no other in its place. */
  #watchIdle(handle: Handle<C>): void {
    const { idleTimeoutMs } = this.#options;
    if (idleTimeoutMs === undefined) return;
    clearTimeout(this.#idleTimers.get(handle.id));
    if (handle.state !== 'idle') return;
    const timer = setTimeout(() => {
      if (handle.state !== 'idle') return;
      this.#target -= 1;
      handle.stop();
    }, timerMs(idleTimeoutMs));
    timer.unref();
    this.#idleTimers.set(handle.id, timer);
  }

  #enterEnd(): void {
    this.#isEnding = true;
    clearTimeout(this.#pause);
    this.#stuckWatch.stop();
    if (this.#handles.size === 0) this.#tellEnded();
  }

  #tellEnded(): void {
    for (const resolve of this.#waitingForEnd.splice(0)) resolve();
  }
}
