/**
 * One client's connection to the memory server: whether it is up, who waits for it, and what was opened
 * over it. Tests cut it to see what a client does without its engine.
 */
import { InvariantError } from '../../../core/base/errors.ts';
import { EngineError } from '../engine-error.ts';
import type { Connection, ConnectionState } from '../engine.ts';

/** Something opened over the connection. */
export interface Opened {
  /** The client ends it properly. */
  close(): void;
  /** The connection is up again: what the server forgot is said again. */
  renew?(): void;
  /** The connection is down: the server forgets what only a live client can want. */
  suspend?(): void;
}

export class MemoryConnection implements Connection {
  #state: ConnectionState = 'connected';
  readonly #opened = new Set<Opened>();
  readonly #listeners = new Set<(state: ConnectionState, why: string) => void>();
  /** Those who wait for the connection to be up again, or for its end. */
  #waiters: (() => void)[] = [];

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
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    if (this.#state === 'closed') throw closedError();
  }

  /** Registers what was opened; the result takes it out again, and is true only the first time. */
  open(opened: Opened): () => boolean {
    if (this.#state === 'closed') throw closedError();
    this.#opened.add(opened);
    return () => this.#opened.delete(opened);
  }

  cut(): void {
    this.#move('disconnected', 'the connection was cut');
    for (const opened of this.#opened) opened.suspend?.();
  }

  mend(): void {
    this.#move('connected', 'the connection was mended');
    for (const opened of this.#opened) opened.renew?.();
  }

  /** As the death of the program: nothing is given back, and no listener is called. */
  vanish(): void {
    if (this.#state === 'connected') this.cut();
    this.#opened.clear();
    this.close();
  }

  close(): void {
    if (this.#state === 'closed') return;
    for (const opened of [...this.#opened]) opened.close();
    this.#opened.clear();
    this.#move('closed', 'the engine was disposed');
    this.#listeners.clear();
  }

  #move(next: ConnectionState, why: string): void {
    if (!NEXT[this.#state].includes(next)) {
      throw new InvariantError(`a connection that is ${this.#state} cannot be ${next}`);
    }
    this.#state = next;
    for (const listener of [...this.#listeners]) listener(next, why);
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

/** What may become of a connection. */
const NEXT: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  connected: ['disconnected', 'closed'],
  disconnected: ['connected', 'closed'],
  closed: [],
};

function closedError(): EngineError {
  return new EngineError('closed', 'the engine was disposed: nothing more can be done with it');
}
