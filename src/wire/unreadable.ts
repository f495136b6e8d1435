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
}

/** One of which it is known what could be read: a class of the user's did not revive all its instances. */
export class PartlyReadableList extends UnreadableList {
  /** `undefined` where it could not be read. */
  readonly values: readonly unknown[];
  /** By index; at least one. */
  readonly causes: ReadonlyMap<number, unknown>;

  constructor(values: readonly unknown[], causes: ReadonlyMap<number, unknown>) {
    super(values.length, causes.values().next().value);
    this.values = values;
    this.causes = causes;
  }
}
