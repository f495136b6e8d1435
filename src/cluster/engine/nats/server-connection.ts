/**
 * One program's connection to its NATS server: its state, what was opened over it, and the rule for
 * calls that fail: those that may succeed a moment later are made again until they do or the connection
 * is closed.
 *
 *    connected ⇄ disconnected ──► closed
 *
 * Owns the socket and ends it. Never gives up on a server that is away: callers decide how long
 * they wait.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { EngineError } from '../engine-error.ts';
import type { Connection, ConnectionState } from '../engine.ts';
import { isNobodyThere, lastingError } from './nats-errors.ts';

/** Something opened over the connection, which the connection ends with itself. */
export interface Opened {
  /** Called while the connection is still there, if it is. */
  close(): Promise<void>;
  /** The connection is back, perhaps to another server, which knows nothing of what was under way. */
  renew?(): void;
}

export class ServerConnection implements Connection {
  readonly nc: NatsConnection;
  /** Called, now and then, while calls have no responder: makes again what the server has lost. */
  onNobodyThere: () => Promise<void> = async () => {};
  #state: ConnectionState = 'connected';
  readonly #ended = new AbortController();
  readonly #opened = new Set<Opened>();
  readonly #listeners = new Set<(state: ConnectionState, why: string) => void>();
  readonly #wake = new Set<() => void>();
  readonly #watched: Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(nc: NatsConnection) {
    this.nc = nc;
    setMaxListeners(0, this.#ended.signal); // one for each call that waits to be made again
    this.#watched = this.#watch();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  onChange(listener: (state: ConnectionState, why: string) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Settles when the connection is up. Rejects when it is closed, before or meanwhile. */
  async whenUp(): Promise<void> {
    while (this.#state === 'disconnected') {
      await new Promise<void>((resolve) => this.#wake.add(resolve));
    }
    this.check();
  }

  /** @throws {EngineError} if the connection is closed. */
  check(): void {
    if (this.#state === 'closed' || this.#closing !== undefined) throw closedError();
  }

  /**
   * Makes `call` until it succeeds. `what` completes "the server does not let this user …".
   * @throws {EngineError} when it cannot succeed any more.
   */
  async retry<T>(what: string, call: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      await this.whenUp();
      try {
        return await call();
      } catch (error) {
        this.check();
        const lasting = lastingError(what, error);
        if (lasting !== undefined) throw lasting;
        if (attempt > 0 && isNobodyThere(error)) await this.onNobodyThere();
        await this.#pause(attempt);
      }
    }
  }

  /** Registers what was opened; the result takes it out again, and is true only the first time. */
  open(opened: Opened): () => boolean {
    this.check();
    this.#opened.add(opened);
    return () => this.#opened.delete(opened);
  }

  /** As `open`, for those that are disposed by whoever opened them. */
  disposable(opened: Opened): AsyncDisposable {
    const forget = this.open(opened);
    return {
      [Symbol.asyncDispose]: async () => {
        if (forget()) await opened.close();
      },
    };
  }

  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#ended.abort();
    for (const wake of this.#wake) wake();
    if (!this.nc.isClosed()) {
      await Promise.all([...this.#opened].map((opened) => opened.close()));
      if (this.#state === 'connected') await this.nc.flush().catch(() => {}); // it has just gone
      await this.nc.close();
    }
    this.#opened.clear();
    await this.#watched;
    this.#listeners.clear();
  }

  async #watch(): Promise<void> {
    for await (const status of this.nc.status()) {
      if (status.type === 'disconnect') this.#move('disconnected', `lost ${status.server}`);
      if (status.type === 'reconnect') this.#move('connected', `back at ${status.server}`);
    }
    const error = await this.nc.closed();
    this.#move('closed', error instanceof Error ? error.message : 'the engine was disposed');
    this.#ended.abort();
  }

  #move(next: ConnectionState, why: string): void {
    if (next === this.#state || this.#state === 'closed') return;
    this.#state = next;
    for (const listener of [...this.#listeners]) listener(next, why);
    const woken = [...this.#wake];
    this.#wake.clear();
    for (const wake of woken) wake();
    if (next === 'connected') for (const opened of [...this.#opened]) opened.renew?.();
  }

  /** Longer each time, to a second. */
  async #pause(attempt: number): Promise<void> {
    const ms = Math.min(1000, 20 * 2 ** attempt) * (0.5 + Math.random() / 2);
    await delay(ms, undefined, { signal: this.#ended.signal }).catch(() => {}); // closed: `whenUp` says so
  }
}

export function closedError(): EngineError {
  return new EngineError('closed', 'the engine is closed: nothing more can be done with it');
}
