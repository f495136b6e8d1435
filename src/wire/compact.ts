/**
 * Messages as threads post them. `postMessage` clones an object of a few fields in 4 µs and a flat array
 * of the same values in 1 µs, so the two kinds that are sent all the time travel as flat arrays:
 *
 *    run    [RUN, then for each chunk:  id, function id, items, spread?, go on?, timed?,
 *            budget, attempt]
 *    done   [DONE, memory, then for each result:  id, from, runMs, values, errors]
 *
 * Lists of numbers are made typed arrays, which are cloned in one piece. A chunk on the parent's side
 * carries its job; here only the fields of `RunChunk` are picked.
 */
import type { ChunkResult, FromWorker, RunChunk, ToWorker } from './messages.ts';
import { packingOf } from './packed.ts';

const RUN = 1;
const DONE = 2;
const RUN_FIELDS = 8;
const DONE_FIELDS = 5;

/** What is posted instead of `message`. */
export function toCompact(message: ToWorker | FromWorker): unknown {
  const flat: unknown[] = [];
  switch (message.kind) {
    case 'run':
      flat.push(RUN);
      for (const chunk of message.chunks) {
        const { id, fn, items, call, onError, timed, budgetMs, attempt } = chunk;
        flat.push(id, fn.id, pack(items), call === 'spread', onError === 'go-on');
        flat.push(timed, budgetMs, attempt);
      }
      return flat;
    case 'done':
      flat.push(DONE, message.memory);
      for (const { id, from, runMs, values, errors } of message.results) {
        flat.push(id, from, runMs, pack(values), errors.length === 0 ? 0 : errors);
      }
      return flat;
    default:
      return message;
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

/** Shorter lists are cloned as fast as they are. */
const WORTH_PACKING = 32;

function pack(values: ArrayLike<unknown>): ArrayLike<unknown> {
  if (values.length < WORTH_PACKING) return values;
  switch (packingOf(values)) {
    case 'int32':
      return Int32Array.from(values as ArrayLike<number>);
    case 'float64':
      return Float64Array.from(values as ArrayLike<number>);
    default:
      return values;
  }
}
