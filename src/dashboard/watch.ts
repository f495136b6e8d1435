/**
 * Looks at all pools of the program, once a second, and listens to what they tell in between.
 *
 * It does not listen to `manyhands:chunk`, nor to calls of `apply`: an event for each would cost tiny tasks half of their speed. Of
 * other calls it hears the begin, and follows as many a second as cost nothing that can be measured.
 * What workers do, it takes from `stats()` and from what they have in hand.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { basename } from 'node:path';
import { LONG_CALLS, type LongCall } from '../core/api/call-events.ts';
import type { FailureEvent, WorkerEvent } from '../core/base/channels.ts';
import { type KnownPool, knownPools } from '../core/schedule/known-pools.ts';
import { type Hello, MAX_TICKS, type Program, type Tick, TICK_MS } from './messages.ts';
import { WatchedPool } from './watched-pool.ts';

/** Of those that have ended, the latest; of all others as well, there is an end. */
const MAX_ENDED = 8;
const MAX_POOLS = 64;

export class Watch implements Disposable {
  readonly #pools = new Map<string, WatchedPool>();
  /** Backends of those, and of those that have been forgotten. */
  readonly #found = new WeakSet();
  readonly #at: number[] = [];
  #number = 0;
  #lookedAtMs = performance.now();
  #loop = performance.eventLoopUtilization();
  readonly #onTick: (tick: Tick) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = Date.now() - performance.now();
  readonly #listeners: Readonly<Record<string, (event: unknown) => void>> = {
    [String(LONG_CALLS.name)]: (message) => {
      const call = message as LongCall;
      this.#poolOf(call.pool)?.calls.begin(call);
    },
    'manyhands:failure': (event) => {
      const failure = event as FailureEvent;
      this.#poolOf(failure.pool)?.noteFailure(failure);
    },
    'manyhands:worker': (event) => {
      const worker = event as WorkerEvent;
      this.#poolOf(worker.pool)?.noteWorker(worker, this.#number);
    },
  };

  /** `onTick` is called once a second. The program does not stay alive for it. */
  constructor(onTick: (tick: Tick) => void) {
    this.#onTick = onTick;
    for (const [name, listener] of Object.entries(this.#listeners)) subscribe(name, listener);
    this.#findPools();
    this.#timer = setInterval(() => this.#lookOrEnd(), TICK_MS).unref();
  }

  /** All that is known, for whoever comes now. */
  get past(): Hello {
    return {
      program: this.#program,
      at: this.#at,
      from: this.#number - this.#at.length,
      pools: Array.from(this.#pools.values(), ({ past }) => past),
    };
  }

  /** Looks now. */
  look(): void {
    this.#findPools();
    const nowMs = performance.now();
    const passedMs = Math.max(1, nowMs - this.#lookedAtMs);
    const load = this.#loadSinceLast();
    const moment = { tick: this.#number, nowMs, passedMs, load };
    const at = Date.now();
    for (const pool of this.#pools.values()) pool.look(moment);
    this.#forgetEnded();
    const pools = Array.from(this.#pools.values(), ({ now }) => now);
    this.#at.push(at);
    if (this.#at.length > MAX_TICKS) this.#at.shift();
    this.#number += 1;
    this.#lookedAtMs = nowMs;
    this.#onTick({ number: moment.tick, at, load, pools });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const [name, listener] of Object.entries(this.#listeners)) unsubscribe(name, listener);
  }

  get #program(): Program {
    const title = basename(process.argv[1] ?? 'node');
    return { title, pid: process.pid, node: process.version, startedAt: this.#startedAt };
  }

  /** Who watches must not be what a program dies of. */
  #lookOrEnd(): void {
    try {
      this.look();
    } catch (error) {
      this[Symbol.dispose]();
      process.emitWarning(`the dashboard ends here: ${String(error)}`, 'DashboardWarning');
    }
  }

  #loadSinceLast(): number {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, this.#loop);
    this.#loop = now;
    return utilization;
  }

  /** `undefined`: there are too many. */
  #poolOf(label: string): WatchedPool | undefined {
    const known = this.#pools.get(label);
    if (known !== undefined || this.#pools.size >= MAX_POOLS) return known;
    this.#findPools();
    // Workers that are in no pool, such as processes of their own, only have events.
    return this.#pools.get(label) ?? this.#add(label);
  }

  #findPools(): void {
    for (const known of knownPools()) {
      if (this.#found.has(known.backend)) continue;
      if (this.#pools.size >= MAX_POOLS) return;
      this.#found.add(known.backend);
      if (known.backend.state !== 'terminated') this.#add(known.backend.label, known);
    }
  }

  #add(label: string, known?: KnownPool): WatchedPool {
    const pool = new WatchedPool(label, known, this.#number);
    this.#pools.set(label, pool);
    return pool;
  }

  #forgetEnded(): void {
    const ended = [...this.#pools].filter(([, pool]) => pool.hasEnded);
    for (const [label] of ended.slice(0, Math.max(0, ended.length - MAX_ENDED)))
      this.#pools.delete(label);
  }
}
