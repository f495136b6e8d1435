/**
 * Messages as threads post them. `postMessage` clones an object of a few fields in 4 µs and a flat array
 * of the same values in 1 µs, so the two kinds that are sent all the time travel as flat arrays:
 *
 *    run    [RUN, then for each chunk:  id, function id, items, spread?, go on?, timed?,
 *            budget, attempt]
 *    done   [DONE, memory, then for each result:  id, from, runMs, values, errors]
 *
 * Lists of numbers are made typed arrays, which are moved and not cloned. A chunk on the parent's side
 * carries its job; here only the fields of `RunChunk` are picked.
 */
import type { ChunkResult, FromWorker, RunChunk, ToWorker } from './messages.ts';
import { isPackedNumbers, packNumbers } from './packed.ts';

const RUN = 1;
const DONE = 2;
const RUN_FIELDS = 8;
const DONE_FIELDS = 5;

export interface Compact {
  /** What is posted instead of the message. */
  readonly value: unknown;
  /** Buffers in it that were made here and are to be moved. */
  readonly ours: ArrayBuffer[];
}

export function toCompact(message: ToWorker | FromWorker): Compact {
  const flat: unknown[] = [];
  const ours: ArrayBuffer[] = [];
  switch (message.kind) {
    case 'run':
      flat.push(RUN);
      for (const chunk of message.chunks) {
        const { id, fn, items, call, onError, timed, budgetMs, attempt } = chunk;
        flat.push(id, fn.id, pack(items, ours), call === 'spread', onError === 'go-on');
        flat.push(timed, budgetMs, attempt);
      }
      return { value: flat, ours };
    case 'done':
      flat.push(DONE, message.memory);
      for (const { id, from, runMs, values, errors } of message.results) {
        flat.push(id, from, runMs, pack(values, ours), errors.length === 0 ? 0 : errors);
      }
      return { value: flat, ours };
    default:
      return { value: message, ours };
  }
}

/**
 * The message again. A chunk's function comes back as its id alone: the receiver has a table of
 * the functions it was given, so the body is not sent again.
 */
export function fromCompact<M extends ToWorker | FromWorker>(compact: unknown): M {
  // Both ends are ours; that they are of one version was checked at the start.
  if (!Array.isArray(compact)) return compact as M;
  return (compact[0] === RUN ? readRun(compact) : readDone(compact)) as M;
}

function readRun(flat: readonly unknown[]): ToWorker {
  const chunks: RunChunk[] = [];
  let fn: RunChunk['fn'] = { id: '', name: '', body: null };
  for (let at = 1; at < flat.length; at += RUN_FIELDS) {
    const [id, functionId, items, isSpread, goesOn, timed, budgetMs, attempt] = flat.slice(
      at,
      at + RUN_FIELDS,
    ) as [number, string, ArrayLike<unknown>, boolean, boolean, boolean, number, number];
    if (functionId !== fn.id) fn = { id: functionId, name: '', body: null };
    const call = isSpread ? 'spread' : 'one';
    const onError = goesOn ? 'go-on' : 'stop';
    chunks.push({ id, fn, items, call, onError, timed, budgetMs, attempt });
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
      ArrayLike<unknown>,
      ChunkResult['errors'] | 0,
    ];
    results.push({ id, from, runMs, values, errors: errors === 0 ? [] : errors });
  }
  return { kind: 'done', results, memory: flat[1] as number };
}

/**
 * Numbers as one typed array, in a buffer of its own that is added to `ours`: made here, known to nobody
 * else, it may be moved instead of copied.
 */
function pack(values: ArrayLike<unknown>, ours: ArrayBuffer[]): ArrayLike<unknown> {
  // A part of a longer list is copied: a view would take the whole of its buffer along.
  const packed = isPackedNumbers(values) ? values.slice() : packNumbers(values);
  if (packed === undefined) return values;
  ours.push(packed.buffer);
  return packed;
}
