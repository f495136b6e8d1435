/**
 * A submitter's line to the cluster: connects by itself, listens for results, knows which hosts are there.
 *
 *    opening ──► open ⇄ cut off ──► over        over at once if it cannot be opened, or by disposing;
 *                                               after `lostMs` if it stays cut off
 *
 * Owns the engine and all that listens on it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { timerMs } from '../../core/base/timer.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { ConnectionState, Engine, Message } from '../engine/engine.ts';
import type { HostInfo } from '../parcel/host-card.ts';
import type { ResultLabel } from '../parcel/parcels.ts';
import type { Seal } from '../parcel/seal.ts';
import { type ReceivedResult, readResult } from './inbox.ts';
import { Roster } from './roster.ts';

export interface LineOptions {
  /** Opens the engine. Rejects in the end if it cannot be reached. */
  readonly connect: () => Promise<Engine>;
  readonly seal: Seal;
  /** Names what this submitter keeps in the store: a token that nobody else uses. */
  readonly scope: string;
  /** How long the line may be cut off before work that waits is given up. */
  readonly lostMs: number;
  /** After how long without a result it is looked whether the chunk is still in the queue. */
  readonly overdueMs: number;
}

export interface LineNews {
  readonly isWaiting: () => boolean;
  readonly isOut: (label: ResultLabel) => boolean;
  readonly onHosts: () => void;
  readonly onResult: (result: ReceivedResult) => void;
  /** Somebody else has cancelled a job. */
  readonly onCancelled: (job: string) => void;
  /** From time to time: look whether something has been lost. */
  readonly onPatrol: () => void;
  /** The line is over, and not because it was disposed. */
  readonly onLost: (error: unknown) => void;
}

/** What can be used of a line that has been opened. */
export interface OpenLine {
  readonly engine: Engine;
  readonly seal: Seal;
  readonly scope: string;
  /** Where results are to be sent. */
  readonly address: string;
}

const PATROL_MS = 5000;

export class Line implements AsyncDisposable {
  readonly #options: LineOptions;
  readonly #news: LineNews;
  readonly #over = new AbortController();
  readonly #opening: Promise<void>;
  #engine: Engine | undefined;
  #open: OpenLine | undefined;
  #roster: Roster | undefined;
  #patrol: NodeJS.Timeout | undefined;
  #cutOff: NodeJS.Timeout | undefined;
  #hasStored = false;

  constructor(options: LineOptions, news: LineNews) {
    this.#options = options;
    this.#news = news;
    this.#opening = this.#start();
  }

  /** `undefined` until it has been opened for the first time. */
  get open(): OpenLine | undefined {
    return this.#open;
  }

  get hosts(): readonly HostInfo[] {
    return this.#roster?.hosts ?? [];
  }

  get slots(): number {
    return this.#roster?.slots ?? 0;
  }

  /** Something was put into the store under the line's own name. */
  noteStored(): void {
    this.#hasStored = true;
  }

  /** Takes away what was stored under the line's own name. */
  async tidy(): Promise<void> {
    if (this.#hasStored) await this.#open?.engine.store.deleteJob(this.#options.scope);
  }

  /** Not for ever: whoever opens an engine does so within some seconds, or says that it cannot. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    clearInterval(this.#patrol);
    clearTimeout(this.#cutOff);
    this.#roster?.[Symbol.dispose]();
    if (this.#engine === undefined) return; // it ends as soon as it is there: see `#start`
    await this.#opening;
    await this.#engine[Symbol.asyncDispose]();
  }

  async #start(): Promise<void> {
    try {
      await delay(0); // whoever makes us is told of nothing before it is ready to hear it
      if (this.#over.signal.aborted) return;
      const engine = await this.#options.connect();
      this.#engine = engine;
      if (this.#over.signal.aborted) await engine[Symbol.asyncDispose]();
      else await this.#listen(engine);
    } catch (error) {
      if (!this.#over.signal.aborted) this.#news.onLost(error);
    }
  }

  async #listen(engine: Engine): Promise<void> {
    const { seal, scope } = this.#options;
    const { signal } = this.#over;
    engine.connection.onChange((state, why) => this.#onChange(state, why));
    const { address } = await engine.replies.listen((message) => this.#onMessage(message));
    await engine.control.hear('cancel', (message) => this.#onCancel(message));
    await engine.control.hear('hosts', () => void this.#roster?.refresh());
    if (signal.aborted) return;
    this.#open = { engine, seal, scope, address };
    this.#patrol = setInterval(() => this.#news.onPatrol(), PATROL_MS);
    this.#patrol.unref();
    this.#roster = new Roster({
      engine,
      seal,
      isWaiting: this.#news.isWaiting,
      onChange: this.#news.onHosts,
      onNobody: () => warnOfNobody(),
    });
    await this.#roster.refresh();
  }

  async #onMessage(message: Message): Promise<void> {
    if (this.#open === undefined) return;
    const received = await readResult(message, this.#open, this.#news.isOut);
    if (received !== undefined) this.#news.onResult(received);
  }

  #onCancel(message: Message): void {
    const { headers } = this.#options.seal.unseal('cancel', message);
    if (headers['job'] !== undefined) this.#news.onCancelled(headers['job']);
  }

  #onChange(state: ConnectionState, why: string): void {
    clearTimeout(this.#cutOff);
    if (this.#over.signal.aborted) return;
    if (state === 'connected') {
      void this.#roster?.refresh();
      return;
    }
    const lose = (): void => this.#news.onLost(new EngineError(reasonOf(state), lost(why)));
    if (state === 'closed') {
      lose();
      return;
    }
    this.#cutOff = setTimeout(lose, timerMs(this.#options.lostMs));
    this.#cutOff.unref();
  }
}

function reasonOf(state: ConnectionState): 'closed' | 'unreachable' {
  return state === 'closed' ? 'closed' : 'unreachable';
}

function lost(why: string): string {
  return `the connection to the cluster's server is lost, and with it the work under way: ${why}`;
}

function warnOfNobody(): void {
  process.emitWarning(
    'work waits, and no host is there to do it: start one with `npx manyhands worker`, with the same ' +
      'server, pool and key',
    'ClusterWarning',
  );
}
