/**
 * The workers of a host: one set for chunks that ask for nothing special, and one for each setup
 * (initializer, classes, limits) that submitters have asked for. How much runs at once is the host's
 * business; here each set may have as many workers as the host has slots.
 */
import { crewOptions } from '../../core/api/crew-options.ts';
import type { CheckedPoolOptions } from '../../core/api/pool-options.ts';
import { Scheduler } from '../../core/schedule/scheduler.ts';
import { hashSetup, type Setup } from '../messages/recipe.ts';
import type { HostWorker } from '../messages/host-info.ts';
import { HostJob, type HostJobOptions } from './host-job.ts';

/** Workers of a setup that is not used end after so long. */
const IDLE_MS = 60_000;
/** How many setups have workers at a time. */
const MAX_SETUPS = 8;
const PLAIN = '';

interface LocalPool {
  readonly scheduler: Scheduler;
  running: number;
}

export class LocalPools implements AsyncDisposable {
  readonly #options: CheckedPoolOptions;
  /** In the order of last use. */
  readonly #pools = new Map<string, LocalPool>();
  readonly #ending = new Set<Promise<void>>();

  /** Starts the plain workers. */
  constructor(options: CheckedPoolOptions) {
    this.#options = options;
    this.#open(PLAIN, undefined);
  }

  /** Whether workers may be given files of this program. */
  get areProcesses(): boolean {
    return this.#options.transport.name === 'process';
  }

  get workers(): HostWorker[] {
    return [...this.#pools.values()].flatMap(({ scheduler }) =>
      Array.from(scheduler.workers, ({ id, pid, threadId, state }) =>
        threadId === undefined ? { id, pid, state } : { id, pid, threadId, state },
      ),
    );
  }

  /** Settles when the plain workers are ready. */
  async ready(): Promise<void> {
    await this.#pools.get(PLAIN)?.scheduler.ready();
  }

  run(options: HostJobOptions): HostJob {
    const { setup } = options.recipe;
    const key = setup === undefined ? PLAIN : hashSetup(setup);
    const pool = this.#pools.get(key) ?? this.#open(key, setup);
    this.#pools.delete(key); // it goes to the end
    this.#pools.set(key, pool);
    pool.running += 1;
    const onOver: HostJobOptions['onOver'] = (outcome) => {
      pool.running -= 1;
      // Its workers cannot start; the next chunk finds out whether that is still so.
      if (!outcome.ok && pool.running === 0 && isBroken(outcome.error)) this.#close(key, pool);
      options.onOver(outcome);
    };
    const job = new HostJob({ ...options, onOver }, pool.scheduler);
    pool.scheduler.submit(job);
    job.begin();
    return job;
  }

  /** Ends all workers now; what they run fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const [key, pool] of [...this.#pools]) this.#close(key, pool);
    await Promise.all(this.#ending);
  }

  #open(key: string, setup: Setup | undefined): LocalPool {
    const base = crewOptions({ ...this.#options, ...limitsOf(this.#options, setup) });
    const { start } = base;
    const scheduler = new Scheduler(
      setup === undefined
        ? base
        : {
            ...base,
            idleTimeoutMs: base.idleTimeoutMs ?? IDLE_MS,
            start: { ...start, initializer: setup.initializer, classes: setup.classes },
          },
    );
    const pool = { scheduler, running: 0 };
    this.#pools.set(key, pool);
    if (this.#pools.size > MAX_SETUPS) this.#closeOldest();
    return pool;
  }

  #closeOldest(): void {
    for (const [key, pool] of this.#pools) {
      if (key === PLAIN || pool.running > 0) continue;
      this.#close(key, pool);
      return;
    }
  }

  #close(key: string, pool: LocalPool): void {
    if (this.#pools.get(key) === pool) this.#pools.delete(key);
    pool.scheduler.terminate();
    const ending = pool.scheduler.ended().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

function limitsOf(options: CheckedPoolOptions, setup: Setup | undefined) {
  if (setup === undefined) return {};
  const { maxTasksPerChild, maxMemoryPerChild, killGrace, startTimeout } = setup;
  return {
    maxTasksPerChild,
    maxMemoryPerChild,
    killGrace,
    startTimeout,
    env: { ...options.env, ...setup.env },
    execArgv: setup.execArgv ?? options.execArgv,
    resourceLimits: setup.resourceLimits ?? options.resourceLimits,
  };
}

/** Its workers do not start, or their initializer fails. */
export function isBroken(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  return code === 'ERR_POOL_INITIALIZER' || code === 'ERR_POOL_CRASH_LOOP';
}
