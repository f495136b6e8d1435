/**
 * When the next worker is started after one has ended: at once, after a pause, or never again.
 *
 *    did some work, or was ended by us    at once
 *    ended while idle                     at once the first time, then after pauses that grow: nobody
 *                                         is harmed, but each start costs CPU time
 *    its initializer failed               the same: how often it is tried is the pool's option
 *    never became ready                   the same, but not for ever: whoever waits has to be told
 *    ended with work in hand that it      the same
 *    had not even started, or was ended
 *    for not starting it
 *
 * Workers that were there together and end for one reason count once: what counts is that even one
 * started after the last such end has ended in the same way.
 */
import { NOT_NODE } from '../base/worker-mark.ts';
import type { RunChunk } from '../wire/messages.ts';
import type { ExitReport } from './exit-report.ts';

/** So many times in a row are not bad luck. */
export const MAX_FRUITLESS = 5;
/** The second time; doubled each time after, so that giving up takes under a second. */
const FIRST_PAUSE_MS = 50;
/** Once what ends the workers has passed, nobody should wait for long. */
const MAX_PAUSE_MS = 1000;

/** What was started is no worker, and never will be one. */
export function isNotNode({ exit, stage }: ExitReport<RunChunk>): boolean {
  return stage === 'starting' && exit.lastWords.includes(NOT_NODE);
}

export class RestartPolicy {
  /** A worker has done some work since the policy was last asked. Written for each message that says so: nothing is called for that. */
  hasWorked = false;
  /** Ends in a row before the worker was ready. */
  #failedStarts = 0;
  /** Ends in a row with work in hand and none of it started. */
  #refusals = 0;
  /** Ends in a row of workers that had done nothing, for whatever reason. */
  #fruitless = 0;
  /** The newest worker there was when an end was last counted. */
  #counted = 0;

  /** Whether the last worker to end had not even become ready. */
  get isFailing(): boolean {
    this.#noteWork();
    return this.#failedStarts > 0;
  }

  /** A worker has become ready. */
  onReady(): void {
    this.#failedStarts = 0;
  }

  /** A worker has ended; `newestId` is the last one started. The answer is a pause in ms. */
  after(end: ExitReport<RunChunk>, newestId: number): number | 'give up' {
    this.hasWorked ||= end.started.length > 0;
    this.#noteWork();
    if (end.stage === 'has worked' || end.stage === 'ended by us') return 0;
    if (isNotNode(end)) return 'give up';
    if (end.started.length === 0 && end.exit.workerId > this.#counted) this.#count(end, newestId);
    if (Math.max(this.#failedStarts, this.#refusals) >= MAX_FRUITLESS) return 'give up';
    if (this.#fruitless <= 1) return 0;
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.#fruitless - 2), MAX_PAUSE_MS);
  }

  #noteWork(): void {
    if (!this.hasWorked) return;
    this.hasWorked = false;
    this.#failedStarts = 0;
    this.#refusals = 0;
    this.#fruitless = 0;
  }

  #count(end: ExitReport<RunChunk>, newestId: number): void {
    this.#counted = newestId;
    this.#fruitless += 1;
    if (end.stage === 'starting' || end.stage === 'not ready in time') this.#failedStarts += 1;
    else if (end.unstarted.length > 0) this.#refusals += 1;
  }
}
