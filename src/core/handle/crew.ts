/**
 * The crew: all workers of a pool. Keeps as many alive as were asked for, replaces those that end,
 * and ends them all.
 *
 *    start ──► Handle 1 … Handle N ──► onResult · onFreeSlots · …  (straight to the owner)
 *                 │ onExit
 *                 └──► onLost (its chunks), then a new Handle N+1 in its place
 *
 * Owns the handles and the timers around them. A crew that cannot keep a worker alive long enough to
 * become ready says so (`onCrashLoop`) and starts no more.
 */
import type { ErrorPayload } from '../base/payload.ts';
import type { RunChunk } from '../wire/messages.ts';
import type { CrewEvents } from './crew-events.ts';
import { type CrewOptions, handleOptions } from './crew-options.ts';
import { CrewSize } from './crew-size.ts';
import { type CrewState, moveCrew } from './crew-state.ts';
import { type ExitReport, failedToOpen } from './exit-report.ts';
import { Handle, type HandleEvents } from './handle.ts';
import { type IdleWatch, idleWatch } from './idle-watch.ts';
import { Planned } from './planned.ts';
import { RestartPolicy } from './restart-policy.ts';
import { Slots } from './slots.ts';
import { StartRetries } from './start-retries.ts';
import { StuckWatch } from './stuck-watch.ts';
import { WorkerTimers } from './worker-timers.ts';
import { unref } from '../base/timer.ts';

export class Crew<C extends RunChunk> implements HandleEvents<C> {
  readonly size: CrewSize;
  // What workers tell often, and for the owner alone.
  readonly turnMs: CrewEvents<C>['turnMs'];
  readonly onTaskStart: CrewEvents<C>['onTaskStart'];
  readonly onHandedBack: CrewEvents<C>['onHandedBack'];
  readonly onSaid: CrewEvents<C>['onSaid'];
  readonly onResult: CrewEvents<C>['onResult'];
  /** How many workers have ended that were still needed. Nobody else writes it. */
  replaced = 0;
  /** A new list whenever a worker comes or goes: whoever goes through the old one may make that happen. Nobody else writes it. */
  handles: readonly Handle<C>[] = [];
  readonly #options: CrewOptions;
  readonly #events: CrewEvents<C>;
  readonly #startTimers = new WorkerTimers();
  readonly #idleWatch: IdleWatch<Handle<C>> | undefined;
  readonly #restarts = new RestartPolicy();
  readonly #startRetries: StartRetries;
  readonly #lateStarts = new Planned(() => this.#refill());
  readonly #stuckWatch: StuckWatch<C>;
  readonly #end: Promise<void>;
  readonly #slots = new Slots();
  #state: CrewState = { kind: 'running' };
  #nextId = 1;
  #settleEnd: () => void = () => {};

  constructor(options: CrewOptions, events: CrewEvents<C>) {
    this.#options = options;
    this.#events = events;
    this.turnMs = events.turnMs;
    this.onTaskStart = events.onTaskStart;
    this.onHandedBack = events.onHandedBack;
    this.onSaid = events.onSaid;
    this.onResult = events.onResult;
    this.size = new CrewSize({ min: options.minWorkers, max: options.workers });
    this.#idleWatch = idleWatch(options.idleTimeoutMs, (handle) => this.#dismiss(handle));
    this.#startRetries = new StartRetries(options.startRetries);
    this.#stuckWatch = new StuckWatch(() => this.handles, options.startTimeoutMs);
    this.#end = new Promise((resolve) => {
      this.#settleEnd = resolve;
    });
  }

  /** Starts the workers. Throws what the system says if not even the first can be started. */
  start(): void {
    try {
      this.#fill(this.#options.startsFirst);
    } catch (error) {
      this.end();
      throw error;
    }
    this.#fillSoon();
  }

  /** All workers, those that are to be started in a moment among them. */
  all(): readonly Handle<C>[] {
    this.#lateStarts.now();
    return this.handles;
  }

  /** Whether there are as many workers as there should be now, each ready for work. */
  get isReady(): boolean {
    if (!isGoing(this.#state)) return false;
    const ready = this.#count(({ state }) => state === 'idle' || state === 'busy');
    return ready >= this.size.target;
  }

  /** How many workers there are to be now. */
  get places(): number {
    return isGoing(this.#state) ? this.size.target : 0;
  }

  /** Starts again those that ended for having nothing to do. */
  wake(): void {
    if (!isGoing(this.#state) || this.size.target >= this.size.wanted) return;
    this.size.wake();
    this.#refill();
  }

  /** Work has waited for too long: an elastic crew gets more workers, unless some are just starting. */
  grow(): void {
    if (!isGoing(this.#state) || this.#count(({ state }) => state === 'starting') > 0) return;
    this.size.grow();
    this.#refill();
  }

  /** From now on there are so many workers. Those that are too many end when they have nothing in hand. */
  resize(workers: number): void {
    if (!isGoing(this.#state)) return;
    this.size.resize(workers);
    for (const handle of this.#slots.from(workers, this.handles)) this.retire(handle);
    this.#refill();
  }

  /** Lets every worker end when it has nothing in hand; none is started any more. */
  stop(): void {
    this.#beginEnd();
    for (const handle of this.handles) this.#stopIfFree(handle);
  }

  /** Ends every worker now; a task that runs gets as long to stop as `graceOf` its chunk says. */
  end(graceOf: (chunk: C) => number = () => 0): void {
    this.#beginEnd();
    for (const handle of this.handles) {
      handle.takeBack(); // a worker that takes its time to end starts nothing more
      handle.endGently(graceOf);
    }
  }

  /** Settles when no worker is left, after `stop` or `end`. */
  async ended(): Promise<void> {
    await this.#end;
  }

  onReady(handle: Handle<C>): void {
    this.#restarts.onReady();
    this.#startRetries.onReady(handle.id);
    this.#startTimers.stop(handle.id);
    if (!isGoing(this.#state)) {
      this.#stopIfFree(handle);
      return;
    }
    this.#events.onFreeSlots(handle);
    this.#fillSoon();
    this.#idleWatch?.watch(handle);
  }

  onInitFailed(handle: Handle<C>, error: ErrorPayload, replay?: string): void {
    this.#startTimers.stop(handle.id);
    if (this.#startRetries.mayTryAgain(handle.id)) handle.end('initializer failed');
    else this.#events.onInitFailed(handle, error, replay);
  }

  /** Gives `handle` nothing more: another takes its place as soon as it has nothing in hand. */
  retire(handle: Handle<C>): void {
    handle.retire();
    this.#stopIfFree(handle);
  }

  onLoading: HandleEvents<C>['onLoading'] = (...news) => this.#events.onLoading(...news);
  onLoadFailed: HandleEvents<C>['onLoadFailed'] = (handle) => this.#events.onLoadFailed(handle);
  onFinalizerFailed: HandleEvents<C>['onFinalizerFailed'] = (handle, error) =>
    this.#events.onFinalizerFailed(handle, error);

  onFreeSlots(handle: Handle<C>, memory: number): void {
    this.#restarts.hasWorked = true;
    if (memory > this.#options.maxMemoryPerChild) handle.retire();
    this.#events.onFreeSlots(handle);
    this.onIdle(handle);
  }

  /** Also called while `handle` is busy: then there is nothing to do. */
  onIdle(handle: Handle<C>): void {
    if (handle.isSpent || !isGoing(this.#state)) this.#stopIfFree(handle);
    this.#idleWatch?.watch(handle);
  }

  onExit(handle: Handle<C>, report: ExitReport<C>): void {
    this.#startTimers.stop(handle.id);
    this.#idleWatch?.stop(handle.id);
    this.handles = this.handles.filter((other) => other !== handle);
    this.#slots.free(handle.id);
    this.#events.onLost(handle, report);
    if (isGoing(this.#state)) this.#replace(report);
    this.#endIfEmpty();
  }

  #replace(report: ExitReport<C>): void {
    if (isGoing(this.#state) && this.handles.length < this.size.target) this.replaced += 1;
    const decision = this.#restarts.after(report, this.#nextId - 1);
    if (decision === 'give up') this.#events.onCrashLoop(report);
    else if (decision === 0) this.#refill();
    else this.#pauseFor(decision);
  }

  #pauseFor(ms: number): void {
    if (!isGoing(this.#state)) return;
    this.#clearPause();
    const pause = unref(setTimeout(() => this.#resume(), ms));
    this.#state = moveCrew(this.#state, { kind: 'paused', pause });
  }

  #resume(): void {
    if (this.#state.kind !== 'paused') return;
    this.#state = moveCrew(this.#state, { kind: 'running' });
    this.#refill();
  }

  /** As `#fill`, where nobody could be told what is thrown: it counts as the end of a worker. */
  #refill(): void {
    try {
      this.#fill();
    } catch (error) {
      this.#slots.free(this.#nextId - 1);
      this.#replace(failedToOpen(this.#nextId - 1, error));
    }
  }

  /** When this turn is over, and so has given work to whoever is there: to start a worker takes the program milliseconds. */
  #fillSoon(): void {
    if (this.#isShort()) this.#lateStarts.plan();
  }

  #fill(mostStarting: number = this.#options.startsAtOnce): void {
    const allowed = this.#restarts.isFailing ? 1 : mostStarting;
    let starting = this.#count(({ state }) => state === 'starting');
    while (this.#isShort() && starting < allowed) {
      this.#open();
      starting += 1;
    }
  }

  /** Whether another worker should be started now. */
  #isShort(): boolean {
    return this.#state.kind === 'running' && this.handles.length < this.size.target;
  }

  #open(): void {
    const workerId = this.#nextId;
    this.#nextId += 1;
    const place = { workerId, slot: this.#slots.take(workerId) };
    const replays = this.#events.replays?.() ?? [];
    const options = handleOptions(this.#options, place, { replays });
    const handle = new Handle<C>(options, this);
    this.handles = [...this.handles, handle];
    this.#events.onOpened?.(handle);
    this.#startRetries.onStart(workerId);
    this.#startTimers.start(workerId, this.#options.startTimeoutMs, () => {
      handle.end('not ready in time');
    });
  }

  #stopIfFree(handle: Handle<C>): void {
    if (handle.state === 'starting') handle.end();
    else if (handle.state === 'idle') handle.stop();
  }

  /** It has nothing to do: it ends, and no other is started in its place, unless something waits for each worker. */
  #dismiss(handle: Handle<C>): void {
    if (!isGoing(this.#state)) handle.stop();
    else if (this.#events.isEachNeeded?.() === true) this.#idleWatch?.watch(handle);
    else if (this.size.shrink()) handle.stop();
  }

  #beginEnd(): void {
    if (!isGoing(this.#state)) return;
    this.#clearPause();
    this.#state = moveCrew(this.#state, { kind: 'ending' });
    this.#stuckWatch.stop();
    this.#endIfEmpty();
  }

  #endIfEmpty(): void {
    if (this.#state.kind !== 'ending' || this.handles.length > 0) return;
    this.#state = moveCrew(this.#state, { kind: 'ended' });
    this.#settleEnd();
  }

  #clearPause(): void {
    if (this.#state.kind === 'paused') clearTimeout(this.#state.pause);
  }

  #count(isCounted: (handle: Handle<C>) => boolean): number {
    return this.handles.filter(isCounted).length;
  }
}

/** Whether workers that end are replaced. */
function isGoing({ kind }: CrewState): boolean {
  return kind === 'running' || kind === 'paused';
}
