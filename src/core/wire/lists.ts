/**
 * Lists of values (items, arguments, results) in the plain part of a frame:
 *
 *    list   packing length data; with the packing `any` the data is the next entry of the rest, with
 *           `columns` it is a list for each key, with `tuples` one list of all that is in them
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { type Columns, toColumns } from './columns.ts';
import { type Packing, packingOf, readPacked, writePacked } from './packed.ts';
import type { Rest } from './rest.ts';
import { buildRows } from './rows.ts';
import { UnreadableList } from './unreadable.ts';

/**
 * On the wire a packing is its position here; `tuples` is a list of lists of one length, `columns` one of
 * objects of one shape.
 */
const PACKINGS: readonly (Packing | 'tuples' | 'columns')[] = [
  'any',
  'int32',
  'float64',
  'boolean',
  'nothing',
  'tuples',
  'columns',
  'mixed',
];

/** Writes a list; if it cannot be packed it is added to `rest`. */
export function writeList(out: ByteWriter, values: ArrayLike<unknown>, rest: unknown[]): void {
  const packing = packingOf(values);
  const columns = packing === 'any' ? toColumns(values) : undefined;
  if (columns !== undefined) {
    writeColumns(out, columns, rest);
    return;
  }
  out.u8(PACKINGS.indexOf(packing));
  if (packing === 'any') {
    out.u32(values.length);
    rest.push(values);
  } else writePacked(out, values, packing);
}

function writeColumns(out: ByteWriter, { keys, columns }: Columns, rest: unknown[]): void {
  out.u8(PACKINGS.indexOf('columns'));
  out.u32(columns[0]?.length ?? 0);
  out.u32(keys.length);
  for (const key of keys) out.text(key);
  for (const column of columns) writeList(out, column, rest);
}

/** As `writeList`, for arguments: lists of one length each, which pack as one long list if they are simple. */
export function writeTuples(out: ByteWriter, tuples: ArrayLike<unknown>, rest: unknown[]): void {
  const width = commonLength(tuples);
  const flat = width > 0 ? flatten(tuples as ArrayLike<unknown[]>) : [];
  const packing = packingOf(flat);
  if (packing === 'any') {
    writeList(out, tuples, rest);
    return;
  }
  out.u8(PACKINGS.indexOf('tuples'));
  out.u32(width);
  out.u8(PACKINGS.indexOf(packing));
  writePacked(out, flat, packing);
}

/** All elements in one list; of a single tuple, as `apply` sends it, that is the tuple. */
function flatten(tuples: ArrayLike<unknown[]>): unknown[] {
  return tuples.length === 1 ? (tuples[0] as unknown[]) : Array.from(tuples).flat();
}

/** The length that all tuples have; 0 if they have none in common, or are no arrays. */
function commonLength(tuples: ArrayLike<unknown>): number {
  const first = tuples[0];
  if (!Array.isArray(first)) return 0;
  for (let i = 1; i < tuples.length; i += 1) {
    const tuple = tuples[i];
    if (!Array.isArray(tuple) || tuple.length !== first.length) return 0;
  }
  return first.length;
}

/** Reads what `writeList` or `writeTuples` wrote. */
export function readList(from: ByteReader, rest: Rest): ArrayLike<unknown> {
  const packing = PACKINGS[from.u8()];
  if (packing === undefined) throw new RangeError('unknown packing');
  if (packing === 'any') return rest.nextList(from.u32());
  if (packing === 'columns') return readColumns(from, rest);
  return packing === 'tuples' ? readTuples(from) : readPacked(from, packing);
}

function readColumns(from: ByteReader, rest: Rest): ArrayLike<unknown> {
  const length = from.u32();
  const keys = Array.from({ length: from.u32() }, () => from.text());
  const columns = keys.map(() => readList(from, rest));
  return (
    columns.find((column) => column instanceof UnreadableList) ?? buildRows(keys, columns, length)
  );
}

function readTuples(from: ByteReader): unknown[][] {
  const width = from.u32();
  const packing = PACKINGS[from.u8()];
  if (packing === undefined || packing === 'tuples' || packing === 'columns')
    throw new RangeError('unknown packing');
  const flat = readPacked(from, packing);
  const tuples: unknown[][] = [];
  for (let at = 0; at < flat.length; at += width) {
    const tuple: unknown[] = [];
    for (let i = at; i < at + width; i += 1) tuple.push(flat[i]);
    tuples.push(tuple);
  }
  return tuples;
}
