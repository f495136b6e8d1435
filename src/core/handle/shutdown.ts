/**
 * How a worker is brought to its end: told to stop, then asked (SIGTERM), then made to (SIGKILL), each
 * step after the grace time if the one before did not help. So an end that was begun always comes.
 *
 *    tell ─────┐
 *    expect ───┴── grace ──► ask ── grace ──► kill
 *                             ▲
 *    await a task ── its end, or the time that it has
 */
import { timerMs, unref } from '../base/timer.ts';
import type { Channel } from '../transport/transport.ts';

export class Shutdown {
  readonly #channel: Channel;
  readonly #graceMs: number;
  #timer: NodeJS.Timeout | undefined;
  #wasAsked = false;
  #awaitsTask = false;

  constructor(channel: Channel, graceMs: number) {
    this.#channel = channel;
    this.#graceMs = graceMs;
  }

  get wasAsked(): boolean {
    return this.#wasAsked;
  }

  /** Tells the worker, which has nothing in hand, to end by itself. */
  tell(): void {
    this.#channel.send({ kind: 'stop' });
    this.expect();
  }

  /** The worker ends by itself: it gets the grace time for that. */
  expect(): void {
    this.#after(() => this.ask());
  }

  /** The worker's task has been asked to stop, and may take so long for it. */
  awaitTask(graceMs: number): void {
    this.#awaitsTask = true;
    this.#after(() => this.ask(), graceMs);
  }

  /** Nothing is in hand any more. */
  noteFree(): void {
    if (this.#awaitsTask) this.ask();
  }

  /** The worker is on its way out, and still busy with that: the grace time begins again, if it was not asked yet. */
  wait(): void {
    if (!this.#wasAsked) this.expect();
  }

  /** Asks the worker to end, whatever it is doing. */
  ask(): void {
    if (this.#wasAsked) return; // the steps are not begun anew
    this.#wasAsked = true;
    this.#channel.end();
    this.#after(() => this.#channel.kill());
  }

  /** The end has come. */
  clear(): void {
    clearTimeout(this.#timer);
  }

  #after(then: () => void, ms: number = this.#graceMs): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, timerMs(ms));
    unref(this.#timer);
  }
}
