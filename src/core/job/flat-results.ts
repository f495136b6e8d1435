/**
 * Outcomes of items that have any number of values each, on their way to whoever iterates (`stream`, and `imap` with
 * `flat`). A value is ready when it comes, or, in the order of the items, when all items before its own are at their end.
 *
 *    add(1, v) add(0, v) end(0) ──► held { 1: v }   ready [ v ] ──► take ──► credit for the task it is from
 *
 * An error is the last value of its item.
 */
import { calledFrom } from '../base/called-from.ts';
import { Deque } from '../base/deque.ts';
import type { Outcome } from '../base/outcome.ts';
import { unreadable } from '../codec/crossing/not-sendable.ts';
import type { SaidMessage } from '../wire/messages.ts';
import { UnreadableList } from '../wire/unreadable.ts';
import type { Chunk, Speaker } from './chunk.ts';
import type { JobControl } from './job.ts';
import { ReaderLine } from './reader-line.ts';
import type { Order, Results } from './result-buffer.ts';

export interface FlatOptions {
  readonly order: Order;
  /** How many values of a task may wait for their reader. */
  readonly ahead: number;
  /** Told when tasks begin or cease to wait for their reader. */
  readonly control: Pick<JobControl, 'noteHeld'>;
}

/** A function, because it is loaded with the first call that needs it. */
export function flatResults(options: FlatOptions): Results {
  return new FlatResults(options);
}

/** A value of an item and where it has come from; without an outcome: the end of the item. */
interface Entry {
  readonly outcome?: Outcome<unknown>;
  readonly line?: ReaderLine | undefined;
}

const END: Entry = {};

class FlatResults implements Results {
  consumed = 0;
  size = 0;
  readonly #options: FlatOptions;
  readonly #ready = new Deque<Entry>();
  /** Of items that others come before. */
  readonly #held = new Map<number, Entry[]>();
  /** By item, of those that are not at their end. */
  readonly #lines = new Map<number, ReaderLine>();
  #next = 0;
  #isOpen = false;

  constructor(options: FlatOptions) {
    this.#options = options;
  }

  add(chunk: Chunk, said: SaidMessage, from: Speaker): void {
    const { offset } = said;
    const position = chunk.first + offset;
    const line = this.#lineOf(chunk, from);
    this.#lines.set(position, line);
    line.noteValue(offset);
    this.#enter(position, { outcome: valueIn(said, chunk), line });
  }

  put(position: number, outcome: Outcome<unknown>): void {
    this.#lines.delete(position);
    if (!outcome.ok) this.#enter(position, { outcome });
    this.#enter(position, END);
  }

  putLast(outcome: Outcome<unknown>): void {
    this.#held.clear();
    this.#push({ outcome });
  }

  take(): Outcome<unknown> | undefined {
    const entry = this.#ready.shift();
    if (entry?.outcome === undefined) return undefined; // ends do not stay in front
    this.size -= 1;
    entry.line?.noteRead();
    this.#skipEnds();
    return entry.outcome;
  }

  clear(): void {
    this.size = 0;
    this.#ready.clear();
    this.#held.clear();
  }

  readEagerly(): void {
    this.#isOpen = true;
    for (const line of this.#lines.values()) line.open();
  }

  #lineOf(chunk: Chunk, from: Speaker): ReaderLine {
    const known = chunk.line;
    if (known !== undefined) return known;
    const { ahead, control } = this.#options;
    const onChange = (): void => control.noteHeld?.();
    const grant = (count: number): void => from.grant(chunk, count);
    const line = new ReaderLine({ ahead, grant, onChange });
    chunk.line = line;
    if (this.#isOpen) line.open();
    return line;
  }

  #enter(position: number, entry: Entry): void {
    if (this.#options.order === 'completion' || position === this.#next) {
      this.#push(entry);
      if (entry === END) this.#release();
      return;
    }
    const list = this.#held.get(position);
    if (list === undefined) this.#held.set(position, [entry]);
    else list.push(entry);
  }

  /** What was held up by the item that has just come to its end. */
  #release(): void {
    if (this.#options.order === 'completion') return;
    for (let isAtEnd = true; isAtEnd; ) {
      this.#next += 1;
      const list = this.#held.get(this.#next) ?? [];
      this.#held.delete(this.#next);
      for (const entry of list) this.#push(entry);
      isAtEnd = list.at(-1) === END;
    }
  }

  #push(entry: Entry): void {
    this.#ready.push(entry);
    if (entry !== END) this.size += 1;
    else this.#skipEnds();
  }

  #skipEnds(): void {
    while (this.#ready.peek() === END) {
      this.#ready.shift();
      this.consumed += 1;
    }
  }
}

/** One that cannot be read here fails alone, and the task goes on. */
function valueIn({ values }: SaidMessage, { job, spec }: Chunk): Outcome<unknown> {
  if (!(values instanceof UnreadableList)) return { ok: true, value: values[0] };
  const outcome = values.outcomeAt(0);
  if (outcome.ok) return outcome;
  const error = unreadable(`a value of '${spec.fn.name}' to the caller`, outcome.error);
  return { ok: false, error: calledFrom(error, job.submittedAt) };
}
