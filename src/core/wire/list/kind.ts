/** What a kind of lists has to say of itself; `kinds.ts` has the table of all of them. */
import type { Sink, Source } from '../sink.ts';
import type { Nesting } from './nesting.ts';
import type { UnbuiltItems } from './unbuilt-items.ts';

/** A kind of lists, as it is sent. `P` is what it writes: the list itself, or what was made of it. */
export interface WireKind<P> {
  /** Its number on the wire. */
  readonly tag: number;
  write(out: Sink, packed: P, parts: PartLists): void;
  /** Throws a RangeError for what `write` cannot have written. */
  read(from: Source, parts: PartLists): ArrayLike<unknown>;
  /** As `read`; many values that are made of something else need not be made yet. */
  readUnbuilt?(from: Source, parts: PartLists): UnbuiltItems | ArrayLike<unknown>;
}

/** A kind that a list may be tried for. */
export interface ListKind<P> extends WireKind<P> {
  /** What to write of `values`, or `undefined` if they are of another kind. */
  fits(values: ArrayLike<unknown>, parts: PartLists): P | undefined;
}

/** A list whose kind is known, ready to be written. */
export interface PackedList {
  readonly kind: WireKind<unknown>;
  readonly packed: unknown;
}

/** Numbers as they are packed. */
export type PackedNumbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** What objects have under one key, or arrays at one place: taken apart if they are objects, packed if they are many numbers. */
export type Column = unknown[] | PackedNumbers | PackedList;

/** Where a list is that is taken apart, and what of. */
export interface Where {
  readonly nesting: Nesting;
  readonly parts: PartLists;
}

/** The lists that a list can be made of. */
export interface PartLists {
  /** `values` as a list of any kind but the one that is left to structured clone. */
  pack(values: ArrayLike<unknown>): PackedList | undefined;
  /** `values`, taken apart if there are objects among them; `undefined` if that cannot be done. */
  packInner(values: unknown[] | PackedNumbers, nesting: Nesting): Column | undefined;
  write(out: Sink, list: PackedList): void;
  /** As `pack` and `write` for what is not packed, and may be left to structured clone. */
  writeAny(out: Sink, values: Column | ArrayLike<unknown>): void;
  read(from: Source): ArrayLike<unknown>;
  /** As `read`, where objects may be taken apart as well; these need not be built yet. */
  readInner(from: Source): UnbuiltItems | ArrayLike<unknown>;
}
