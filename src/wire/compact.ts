/**
 * The shape in which messages travel: functions are named by their id (the worker has had them in a
 * `define`), and what only one side needs is left out.
 *
 * A chunk on the parent's side carries its job; here only the fields of `RunChunk` are picked.
 */
import type { FromWorker, RunChunk, ToWorker } from './messages.ts';

type CompactChunk = readonly [
  id: number,
  functionId: string,
  items: readonly unknown[],
  call: RunChunk['call'],
  onError: RunChunk['onError'],
  timed: boolean,
  budgetMs: number,
  attempt: number,
];

interface CompactRun {
  readonly kind: 'run';
  readonly chunks: readonly CompactChunk[];
}

/** What is posted or serialised instead of `message`. */
export function toCompact(message: ToWorker | FromWorker): unknown {
  if (message.kind !== 'run') return message;
  return { kind: 'run', chunks: message.chunks.map(compactChunk) } satisfies CompactRun;
}

/**
 * The message again. A chunk's function comes back as its id alone: the receiver has a table of
 * the functions it was given, so the body is not sent again.
 */
export function fromCompact<M extends ToWorker | FromWorker>(compact: unknown): M {
  const message = compact as M | CompactRun; // both sides are ours; the version was checked at start
  if (message.kind !== 'run') return message as M;
  const run = message as CompactRun;
  return { kind: 'run', chunks: run.chunks.map(expandChunk) } as unknown as M;
}

function compactChunk(chunk: RunChunk): CompactChunk {
  return [
    chunk.id,
    chunk.fn.id,
    chunk.items,
    chunk.call,
    chunk.onError,
    chunk.timed,
    chunk.budgetMs,
    chunk.attempt,
  ];
}

function expandChunk(chunk: CompactChunk): RunChunk {
  const [id, functionId, items, call, onError, timed, budgetMs, attempt] = chunk;
  const fn = { id: functionId, name: '', body: null };
  return { id, fn, items, call, onError, timed, budgetMs, attempt };
}
