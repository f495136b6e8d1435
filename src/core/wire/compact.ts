/**
 * Messages as threads post them. The two kinds that are sent all the time, `run` and `done`, travel as the
 * bytes that processes are sent, in a string, if their lists are short and simple. Otherwise as flat
 * arrays, which are cloned in a quarter of the time that objects take:
 *
 *    run    [RUN, then for each chunk:  id, items, attempt, spec]
 *    done   [DONE, memory, then for each result:  id, from, runMs, values, errors]
 *
 * Lists of numbers are made typed arrays, which are moved and not cloned. A chunk on the parent's side
 * carries its job; here only the fields of `RunChunk` are picked.
 */
import { toColumns } from './columns.ts';
import { decode, type DoneMessage, encodeSimple, type RunMessage } from './encoding.ts';
import type { ChunkResult, FromWorker, RunChunk, TaskSpec, ToWorker } from './messages.ts';
import { isPackedNumbers, packNumbers } from './packed.ts';
import { buildRows } from './rows.ts';

const RUN = 1;
const DONE = 2;
const RUN_FIELDS = 4;
const DONE_FIELDS = 5;

export interface Compact {
  /** What is posted instead of the message. */
  readonly value: unknown;
  /** Buffers in it that were made here and are to be moved. */
  readonly ours: ArrayBuffer[];
}

export function toCompact(message: ToWorker | FromWorker): Compact {
  if (message.kind !== 'run' && message.kind !== 'done') return { value: message, ours: [] };
  const simple = encodeSimple(message);
  // A character for each byte: a third of the time that a buffer takes, cloned or moved.
  if (simple !== undefined) return { value: simple.toString('latin1'), ours: [] };
  const ours: ArrayBuffer[] = [];
  return {
    value: message.kind === 'run' ? flattenRun(message, ours) : flattenDone(message, ours),
    ours,
  };
}

function flattenRun({ chunks }: RunMessage, ours: ArrayBuffer[]): unknown[] {
  const flat: unknown[] = [RUN];
  let last: TaskSpec | undefined;
  for (const { id, spec, items, attempt } of chunks) {
    flat.push(id, pack(ownOf(items), ours), attempt, spec === last ? 0 : withoutBody(spec));
    last = spec;
  }
  return flat;
}

/** The receiver has a table of the functions it was given, so the body is not sent again. */
function withoutBody(spec: TaskSpec): TaskSpec {
  return { ...spec, fn: { id: spec.fn.id, name: '', body: null } };
}

function flattenDone({ results, memory }: DoneMessage, ours: ArrayBuffer[]): unknown[] {
  const flat: unknown[] = [DONE, memory];
  for (const { id, from, runMs, values, errors } of results) {
    flat.push(id, from, runMs, pack(values, ours), errors.length === 0 ? 0 : errors);
  }
  return flat;
}

/** The message again; the function of a chunk is known by its id alone. */
export function fromCompact<M extends ToWorker | FromWorker>(compact: unknown): M {
  // Both ends are ours; that they are of one version was checked at the start.
  if (typeof compact === 'string') return decode(Buffer.from(compact, 'latin1'));
  if (!Array.isArray(compact)) return compact as M;
  return (compact[0] === RUN ? readRun(compact) : readDone(compact)) as M;
}

function readRun(flat: readonly unknown[]): ToWorker {
  const chunks: RunChunk[] = [];
  let spec: TaskSpec | undefined;
  for (let at = 1; at < flat.length; at += RUN_FIELDS) {
    const [id, items, attempt, own] = flat.slice(at, at + RUN_FIELDS) as [
      number,
      Packed,
      number,
      TaskSpec | 0,
    ];
    spec = own === 0 ? spec : own;
    if (spec === undefined) throw new RangeError('a chunk has no spec');
    chunks.push({ id, spec, items: unpack(items), attempt });
  }
  return { kind: 'run', chunks };
}

function readDone(flat: readonly unknown[]): FromWorker {
  const results: ChunkResult[] = [];
  for (let at = 2; at < flat.length; at += DONE_FIELDS) {
    const [id, from, runMs, values, errors] = flat.slice(at, at + DONE_FIELDS) as [
      number,
      number,
      number,
      Packed,
      ChunkResult['errors'] | 0,
    ];
    results.push({ id, from, runMs, values: unpack(values), errors: errors === 0 ? [] : errors });
  }
  return { kind: 'done', results, memory: flat[1] as number };
}

/** A list as it is posted: as it is, packed, or taken apart. */
type Packed = ArrayLike<unknown> | PackedColumns;

interface PackedColumns {
  readonly keys: readonly string[];
  readonly columns: readonly ArrayLike<unknown>[];
  readonly rows: number;
}

/**
 * Numbers as one typed array, objects of one shape as their columns. The buffers are added to `ours`: made
 * here, known to nobody else, they may be moved instead of copied.
 */
function pack(values: ArrayLike<unknown>, ours: ArrayBuffer[]): Packed {
  const taken = typeof values[0] === 'object' ? toColumns(values) : undefined;
  if (taken === undefined) return packList(values, ours);
  const columns = taken.columns.map((column) => packList(column, ours));
  return { keys: taken.keys, columns, rows: values.length };
}

/** What is packed already was packed for this message: see `ownOf`. */
function packList(values: ArrayLike<unknown>, ours: ArrayBuffer[]): ArrayLike<unknown> {
  const packed = isPackedNumbers(values) ? values : packNumbers(values);
  if (packed === undefined) return values;
  ours.push(packed.buffer);
  return packed;
}

/** The pool's items are a part of a longer list, which they would take along, and may be sent again. */
function ownOf(items: ArrayLike<unknown>): ArrayLike<unknown> {
  return isPackedNumbers(items) ? items.slice() : items;
}

function unpack(packed: Packed): ArrayLike<unknown> {
  return 'rows' in packed ? buildRows(packed.keys, packed.columns, packed.rows) : packed;
}
