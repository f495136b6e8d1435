/** The two messages of a call that is alone, for the tests of how they are written. */
import type { FromWorker, RunChunk, TaskSpec, ToWorker } from '#dist/core/wire/messages.js';

export const SPEC: TaskSpec = {
  fn: { id: 'file:///a "b".js#ä', name: '', body: null },
  call: 'spread',
  onError: 'stop',
  timed: false,
  budgetMs: 0,
};

export function runOf(args: unknown[], more: Partial<RunChunk> = {}): ToWorker {
  const chunk = { id: 7, spec: SPEC, items: [args], attempt: 2, job: { ownsArguments: true } };
  return { kind: 'run', chunks: [{ ...chunk, ...more }] };
}

export function doneOf(value: unknown): FromWorker & { kind: 'done' } {
  const result = { id: 7, from: 0, values: [value], errors: [], runMs: 0.125 };
  return { kind: 'done', results: [result], memory: 4096 };
}
