/** Time as the memory engine sees it, so that a test can let minutes pass in no time. */
import { timerMs } from '../../../core/base/timer.ts';

export interface Clock {
  nowMs(): number;
  /** Calls `onElapsed` once after `ms`, unless the returned function is called before. */
  after(ms: number, onElapsed: () => void): () => void;
}

/** The real time. Its timers do not keep the program alive. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  after(ms, onElapsed) {
    const timer = setTimeout(onElapsed, timerMs(ms)).unref();
    return () => clearTimeout(timer);
  },
};

/** Stands still until it is told to advance. */
export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #alarms = new Set<Alarm>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, onElapsed: () => void): () => void {
    const alarm: Alarm = { atMs: this.#nowMs + ms, onElapsed };
    this.#alarms.add(alarm);
    return () => {
      this.#alarms.delete(alarm);
    };
  }

  /** Lets `ms` pass; what is due on the way happens at its time and in its order. */
  advance(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next !== undefined; next = this.#next(untilMs)) {
      this.#alarms.delete(next);
      this.#nowMs = next.atMs;
      next.onElapsed();
    }
    this.#nowMs = untilMs;
  }

  /** How many alarms are set: 0 when everything that was started has been ended. */
  get alarms(): number {
    return this.#alarms.size;
  }

  #next(untilMs: number): Alarm | undefined {
    return [...this.#alarms]
      .filter((alarm) => alarm.atMs <= untilMs)
      .reduce<Alarm | undefined>(
        (first, alarm) => (first !== undefined && first.atMs <= alarm.atMs ? first : alarm),
        undefined,
      );
  }
}

interface Alarm {
  readonly atMs: number;
  readonly onElapsed: () => void;
}
