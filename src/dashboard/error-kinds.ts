/**
 * The failures of a pool, by kind: what differs in numbers only (items, pids, times) is one kind.
 *
 * To put an error together takes longer than to run a tiny task. So of each second only so many are looked at; the others are
 * counted.
 */
import type { FailureEvent } from '../core/base/channels.ts';
import { type ErrorKind, MAX_KINDS } from './messages.ts';
import { shownError, shownName } from './shown-text.ts';

const MAX_ITEMS = 5;
const MAX_LOOKED_AT = 100;
const MAX_CALLS = 1000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
interface Seen extends Mutable<Omit<ErrorKind, 'items'>> {
  items: number[];
  hasChanged: boolean;
  readonly key: string;
}

export class ErrorKinds {
  /** The latest last. */
  readonly #kinds = new Map<string, Seen>();
  #lookedAt = 0;
  #made = 0;
  unseen = 0;
  /** Calls whose tasks have failed, the latest of them. */
  readonly #calls = new Set<number>();

  get all(): readonly ErrorKind[] {
    return [...this.#kinds.values()].map(toKind);
  }

  /** Whether a failure of that call is here: then the call's own is that one. */
  hasNoted(callId: number): boolean {
    return this.#calls.has(callId);
  }

  /** The error is put together when it is read: so it is read last. */
  add(event: FailureEvent): void {
    const { fn, index, items, worker, callId } = event;
    this.#calls.add(callId);
    if (this.#calls.size > MAX_CALLS) this.#calls.delete(this.#calls.values().next().value ?? 0);
    if (this.#lookedAt >= MAX_LOOKED_AT) {
      this.unseen += items;
      return;
    }
    this.note({ fn, index, items, worker, error: event.error });
  }

  /** As `add`, of what no task has thrown. */
  note({ fn, index, items, worker, error }: Noted): void {
    this.#lookedAt += 1;
    const { name, message, stack } = shownError(error);
    const kind = this.#kindOf(shownName(fn), name, message);
    kind.count += items;
    kind.lastAt = Date.now();
    kind.message = message;
    kind.stack = stack;
    kind.worker = worker;
    kind.hasChanged = true;
    if (index >= 0 && kind.items.length < MAX_ITEMS && !kind.items.includes(index))
      kind.items.push(index);
  }

  /** Those that have changed since this was asked last. A new second begins. */
  takeChanged(): ErrorKind[] {
    this.#lookedAt = 0;
    const changed = [...this.#kinds.values()].filter(({ hasChanged }) => hasChanged);
    for (const kind of changed) kind.hasChanged = false;
    return changed.map(toKind);
  }

  #kindOf(fn: string, name: string, message: string): Seen {
    const key = `${fn}\n${name}\n${message.replaceAll(/\d+/g, '#')}`;
    let kind = this.#kinds.get(key);
    if (kind === undefined) {
      this.#made += 1;
      const at = Date.now();
      const words = { name, message, stack: '' };
      const counts = { count: 0, firstAt: at, lastAt: at, worker: 0 };
      kind = { id: this.#made, fn, ...words, ...counts, items: [], hasChanged: true, key };
    }
    this.#kinds.delete(key);
    this.#kinds.set(key, kind);
    if (this.#kinds.size > MAX_KINDS) this.#forgetOldest();
    return kind;
  }

  #forgetOldest(): void {
    for (const [key, { count }] of this.#kinds) {
      this.unseen += count;
      this.#kinds.delete(key);
      return;
    }
  }
}

interface Noted {
  readonly fn: string;
  /** -1: it is about no item. */
  readonly index: number;
  readonly items: number;
  readonly worker: number;
  readonly error: unknown;
}

function toKind({ hasChanged: _, key: _key, ...kind }: Seen): ErrorKind {
  return { ...kind, items: [...kind.items] };
}
