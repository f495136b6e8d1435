/** The ways that a list can take: as bytes, and as threads post it. */
import { decode, encodeBody } from '#dist/core/wire/frame.js';
import type { FromWorker, RunChunk, TaskSpec, ToWorker } from '#dist/core/wire/messages.js';
import { fromPosted, toPosted } from '#dist/core/wire/posted.js';

type Message = ToWorker | FromWorker;

/** As threads do: what was made for the message is moved, all else cloned. */
export function post<M extends Message>(message: M): M {
  const { value, ours } = toPosted(message);
  return fromPosted<M>(structuredClone(value, { transfer: ours }));
}

export const JOURNEYS: readonly {
  readonly name: string;
  readonly send: <M extends Message>(message: M) => M;
}[] = [
  { name: 'bytes', send: (message) => decode(encodeBody(message)) },
  { name: 'a posted message', send: post },
];

export const SPEC: TaskSpec = {
  fn: { id: 'f', name: '', body: null },
  call: 'one',
  onError: 'stop',
  timed: false,
  budgetMs: 0,
};

/** What arrives of `values` as results. */
export function sendValues(
  send: <M extends Message>(message: M) => M,
  values: ArrayLike<unknown>,
): unknown[] {
  const result = { id: 1, from: 0, values, errors: [], runMs: 0 };
  const message = send<FromWorker>({ kind: 'done', results: [result], memory: 0 });
  return Array.from((message.kind === 'done' && message.results[0]?.values) || []);
}

/** What arrives of `items` as those of a chunk. */
export function sendItems(
  send: <M extends Message>(message: M) => M,
  items: ArrayLike<unknown>,
  call: TaskSpec['call'],
): unknown[] {
  const chunk: RunChunk = { id: 1, spec: { ...SPEC, call }, items, attempt: 0 };
  const message = send<ToWorker>({ kind: 'run', chunks: [chunk] });
  return Array.from((message.kind === 'run' && message.chunks[0]?.items) || []);
}
