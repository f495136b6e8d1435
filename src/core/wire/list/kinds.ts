/**
 * Every list of values in a message (items, arguments, results) is of one of these kinds:
 *
 *    int32     integers of 32 bits                numbers.ts
 *    float64   numbers                            numbers.ts
 *    literals  undefined, null, true, false       simple.ts
 *    mixed     few simple values                  simple.ts
 *    texts     many short texts                   texts.ts
 *    tuples    arguments of simple values         tuples.ts   ─┐ their parts are lists of the
 *    columns   objects of one shape               columns.ts   │ other kinds
 *    arrays    short arrays                       arrays.ts    │
 *    groups    values of several of these kinds   groups.ts   ─┘
 *    views     small typed arrays and Buffers     views.ts
 *    dates                                        dates.ts
 *    cloned    everything else: left to structured clone
 *    range     items only: evenly spaced numbers           number-range.ts
 *
 * A list is of the first kind that it fits. A kind is exact, or does not fit: what arrives is what structured
 * clone would have made of the list. On the wire a list is the tag of its kind and what the kind writes.
 */
import type { Sink, Source } from '../sink.ts';
import { ARRAYS } from './arrays.ts';
import { COLUMNS } from './columns.ts';
import { DATES } from './dates.ts';
import { GROUPS } from './groups.ts';
import { holdsMany } from './holds-many.ts';
import type { ListKind, PackedList, PartLists, WireKind } from './kind.ts';
import {
  type ItemList,
  type NumberRange,
  readRange,
  type ResultValues,
  writeRange,
} from './number-range.ts';
import { FLOAT64, INT32 } from './numbers.ts';
import { packInner, packObjects } from './objects.ts';
import { LITERALS, MIXED } from './simple.ts';
import { TEXTS } from './texts.ts';
import { TUPLES } from './tuples.ts';
import { VIEWS } from './views.ts';

const CLONED: WireKind<readonly unknown[]> = {
  tag: 0,
  write(out, values) {
    out.count(values.length);
    out.cloneList(values);
  },
  read: (from) => from.clonedList(from.small()),
};

/** Without holes: each value takes a byte at least, so a message has room for what it says it has. */
function asDense(values: ArrayLike<unknown>): readonly unknown[] {
  const isDense = Array.isArray(values) && !values.includes(undefined); // which finds holes as well
  return isDense ? (values as unknown[]) : Array.from(values);
}

/** For fewer it is not worth looking whether they are objects of one kind. */
const FEW = 16;

/** In the order in which they are tried. */
const KINDS_OF_FEW: readonly ListKind<unknown>[] = [INT32, FLOAT64, LITERALS, MIXED];
const PART_KINDS: readonly ListKind<unknown>[] = [...KINDS_OF_FEW, TEXTS];
const PART_BY_TAG = byTag([...PART_KINDS, CLONED]);
/** Of what is in objects that are taken apart. */
const INNER_BY_TAG = byTag([...PART_KINDS, CLONED, COLUMNS, ARRAYS, VIEWS, DATES, GROUPS]);
const KIND_BY_TAG = byTag([...INNER_BY_TAG.filter((kind) => kind !== undefined), TUPLES]);

function byTag(kinds: readonly WireKind<unknown>[]): readonly (WireKind<unknown> | undefined)[] {
  const table: WireKind<unknown>[] = [];
  for (const kind of kinds) table[kind.tag] = kind;
  return table;
}

function triedFor(
  { length }: ArrayLike<unknown>,
  kinds: readonly ListKind<unknown>[],
): readonly ListKind<unknown>[] {
  return length < FEW ? KINDS_OF_FEW : kinds;
}

const PARTS: PartLists = {
  pack(values) {
    for (const kind of triedFor(values, PART_KINDS)) {
      const packed = kind.fits(values, PARTS);
      if (packed !== undefined) return { kind, packed };
    }
    return undefined;
  },
  write: writePacked,
  packInner: (values, nesting) => packInner(values, { nesting, parts: PARTS }),
  writeAny(out, values) {
    if ('kind' in values) writePacked(out, values);
    else if (!writeAs(PART_KINDS, out, values)) writeCloned(out, values as readonly unknown[]); // they have no holes
  },
  read(from) {
    return readAs(PART_BY_TAG, from);
  },
  readInner(from) {
    return readUnbuilt(INNER_BY_TAG, from.u8(), from);
  },
};

function writePacked(out: Sink, { kind, packed }: PackedList): void {
  out.u8(kind.tag);
  kind.write(out, packed, PARTS);
}

function readAs(kinds: typeof KIND_BY_TAG, from: Source): ArrayLike<unknown> {
  return kindOf(kinds, from.u8()).read(from, PARTS);
}

function kindOf(kinds: typeof KIND_BY_TAG, tag: number): WireKind<unknown> {
  const kind = kinds[tag];
  if (kind === undefined) throw new RangeError(`there is no list of kind ${tag} here`);
  return kind;
}

/** Writes a list. `depth`: how far a few values are looked into for many; 0 if they are not the caller's. */
export function writeList(out: Sink, values: ArrayLike<unknown>, depth = 1): void {
  if (writeAs(PART_KINDS, out, values)) return;
  const mayPay = values.length >= FEW || (depth > 0 && holdsMany(values, depth));
  const packed = mayPay ? packObjects(values as unknown[], PARTS) : undefined; // as they were sent
  if (packed === undefined) writeCloned(out, asDense(values));
  else writePacked(out, packed);
}

/** Whether it is a list of one of these kinds, which is written. */
function writeAs(
  kinds: readonly ListKind<unknown>[],
  out: Sink,
  values: ArrayLike<unknown>,
): boolean {
  for (const kind of triedFor(values, kinds)) {
    const packed = kind.fits(values, PARTS);
    if (packed === undefined) continue;
    out.u8(kind.tag);
    kind.write(out, packed, PARTS);
    return true;
  }
  return false;
}

function writeCloned(out: Sink, values: readonly unknown[]): void {
  out.u8(CLONED.tag);
  CLONED.write(out, values, PARTS);
}

/** Writes a list of lists of arguments: whether they have holes does not matter. */
export function writeArguments(out: Sink, lists: ArrayLike<unknown>): void {
  const packed = TUPLES.fits(lists, PARTS);
  if (packed === undefined) {
    writeList(out, lists, 2);
    return;
  }
  out.u8(TUPLES.tag);
  TUPLES.write(out, packed, PARTS);
}

/** Reads what `writeList` or `writeArguments` wrote. */
export function readList(from: Source): ArrayLike<unknown> {
  return readAs(KIND_BY_TAG, from);
}

/** Told by its class, before any other kind is tried: it has no elements that could be looked at. */
const RANGE_TAG = 7;

/** Writes items that nobody has written down. */
export function writeItemRange(out: Sink, items: NumberRange): void {
  out.u8(RANGE_TAG);
  writeRange(out, items);
}

/** Reads items: what any of the three wrote. */
export function readItems(from: Source): ItemList {
  const tag = from.u8();
  return tag === RANGE_TAG ? readRange(from) : readUnbuilt(KIND_BY_TAG, tag, from);
}

/** Reads results: what `writeList` wrote. */
export function readValues(from: Source): ResultValues {
  return readUnbuilt(KIND_BY_TAG, from.u8(), from);
}

/** Many values that have to be built are left to whoever needs them. */
function readUnbuilt(kinds: typeof KIND_BY_TAG, tag: number, from: Source): ResultValues {
  const kind = kindOf(kinds, tag);
  return kind.readUnbuilt === undefined ? kind.read(from, PARTS) : kind.readUnbuilt(from, PARTS);
}
