import type { Outcome } from '../base/outcome.ts';

/**
 * A list that came but could not be read: some values can be written by v8 and not read again (a
 * `WebAssembly.Module`; on Node 20 an error whose causes form a circle). Its length is known, so
 * each of its items can fail alone.
 */
export class UnreadableList implements ArrayLike<unknown> {
  readonly length: number;
  readonly cause: unknown;
  readonly [index: number]: undefined;

  constructor(length: number, cause: unknown) {
    this.length = length;
    this.cause = cause;
  }

  /** What is known of the item at `index` of the list. */
  outcomeAt(_index: number): Outcome<unknown> {
    return { ok: false, error: this.cause };
  }
}

/** One in which some can be read: a class of the user's did not revive all its instances. */
export class PartlyReadableList extends UnreadableList {
  readonly #values: readonly unknown[];
  /** By index; at least one. */
  readonly #failures: ReadonlyMap<number, unknown>;

  constructor(values: readonly unknown[], failures: ReadonlyMap<number, unknown>) {
    super(values.length, failures.values().next().value);
    this.#values = values;
    this.#failures = failures;
  }

  override outcomeAt(index: number): Outcome<unknown> {
    return this.#failures.has(index)
      ? { ok: false, error: this.#failures.get(index) }
      : { ok: true, value: this.#values[index] };
  }
}
