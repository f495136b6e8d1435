/** Tells which workers have had nothing to do for so long. */
import { WorkerTimers } from './worker-timers.ts';

/** What has to be known of a worker here. */
interface Watched {
  readonly id: number;
  readonly state: string;
}

export class IdleWatch<W extends Watched> {
  readonly #limitMs: number;
  readonly #onIdle: (worker: W) => void;
  readonly #timers = new WorkerTimers();

  /** `onIdle` is only called for workers that are idle. */
  constructor(limitMs: number, onIdle: (worker: W) => void) {
    this.#limitMs = limitMs;
    this.#onIdle = onIdle;
  }

  /** `worker` has done something, or become idle: its time begins anew. */
  watch(worker: W): void {
    this.#timers.stop(worker.id);
    if (worker.state !== 'idle') return;
    this.#timers.start(worker.id, this.#limitMs, () => {
      if (worker.state === 'idle') this.#onIdle(worker);
    });
  }

  stop(workerId: number): void {
    this.#timers.stop(workerId);
  }
}

/** If there is a limit. */
export function idleWatch<W extends Watched>(
  limitMs: number | undefined,
  onIdle: (worker: W) => void,
): IdleWatch<W> | undefined {
  return limitMs === undefined ? undefined : new IdleWatch(limitMs, onIdle);
}
