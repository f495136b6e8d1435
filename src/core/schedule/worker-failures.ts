/** Errors about workers, put into words: what ended, what that usually means, what to do. */
import {
  CrashLoopError,
  InitializerError,
  TaskTimeoutError,
  WorkerLostError,
} from '../base/errors.ts';
import { thrownTitle } from '../base/thrown-text.ts';
import { calledFrom } from '../base/called-from.ts';
import { describeExit, describeWorker, type WorkerExit } from '../base/exit.ts';
import { NOT_NODE } from '../base/worker-mark.ts';
import type { ErrorPayload, FunctionPayload } from '../base/payload.ts';
import { decodeError } from '../codec/error/decode-error.ts';
import { functionOf } from '../codec/function/encode-function.ts';
import type { ExitReport } from '../handle/exit-report.ts';
import type { Handle } from '../handle/handle.ts';
import { isNotNode, MAX_FRUITLESS } from '../handle/restart-policy.ts';
import type { Chunk } from '../job/chunk.ts';
import { isOutOfMemory } from './out-of-memory.ts';

/** Why `chunk`, which a worker was running, will not be done; without one, why the worker has ended. */
export function lostFailure(report: ExitReport<Chunk>, chunk?: Chunk): unknown {
  const { exit, crash, stage } = report;
  const submitted = chunk?.job.submittedAt;
  if (crash !== undefined) {
    const fn = chunk && functionOf(chunk.spec.fn);
    return decodeError(crash, { worker: describeWorker(exit), submitted, fn });
  }
  const error = new WorkerLostError(exit, stage === 'stuck' ? STUCK : explainExit(exit));
  if (exit.cause !== undefined) error.cause = exit.cause;
  return calledFrom(error, submitted);
}

/** Workers do not survive being given this item. */
export function poisonFailure({ exit, stage }: ExitReport<Chunk>, chunk: Chunk): WorkerLostError {
  const reason = stage === 'stuck' ? 'it did not come to start it' : explainExit(exit);
  const error = new WorkerLostError(
    exit,
    `${chunk.unstartedEnds} workers were given this item and ended before they started it, so it is given to no more: ` +
      `is it too large, or does reading it not end?${reason === undefined ? '' : ` (${reason})`}`,
  );
  return calledFrom(error, chunk.job.submittedAt);
}

export interface Overrun {
  readonly offset: number;
  readonly limitMs: number;
  /** How long the task took, if it came to its end. */
  readonly ranMs?: number;
}

export function timeoutFailure(
  chunk: Chunk,
  { offset, limitMs, ranMs }: Overrun,
): TaskTimeoutError {
  const item = chunk.job.total === 1 ? '' : ` on item ${chunk.first + offset}`;
  const end =
    ranMs === undefined
      ? 'its worker was ended'
      : `it took ${Math.round(ranMs)} ms, and what came of it is dropped`;
  const error = new TaskTimeoutError(
    `'${chunk.spec.fn.name}'${item} ran longer than its timeout of ${limitMs} ms; ${end}`,
  );
  return calledFrom(error, chunk.job.submittedAt);
}

/** The function of `chunk` is not there after the time that a worker may take to start. */
export function loadingFailure(chunk: Chunk, limitMs: number): TaskTimeoutError {
  const error = new TaskTimeoutError(
    `'${chunk.spec.fn.name}' was not loaded after ${limitMs} ms (startTimeout): its module, or one that it ` +
      'imports, does not come to an end; its worker was ended',
  );
  return calledFrom(error, chunk.job.submittedAt);
}

/** `initializer` is what was sent of it; or, if it was that, `replayed` is the name of a broadcast that was run again. */
export function initializerFailure(
  handle: Handle<Chunk>,
  error: ErrorPayload,
  initializer: FunctionPayload | { readonly replayed: string } | undefined,
): InitializerError {
  const isReplay = initializer !== undefined && 'replayed' in initializer;
  const fn = isReplay || initializer === undefined ? undefined : functionOf(initializer);
  const cause = decodeError(error, { worker: handle.label, fn });
  const what = isReplay ? `the broadcast '${initializer.replayed}'` : 'the initializer';
  return new InitializerError(`${what} failed in ${handle.label}: ${thrownTitle(cause)}`, {
    cause,
  });
}

/** It has ended all the same. */
export function warnOfFinalizer(
  handle: Handle<Chunk>,
  error: ErrorPayload,
  finalizer: FunctionPayload | null,
): void {
  const fn = finalizer === null ? undefined : functionOf(finalizer);
  const cause = decodeError(error, { worker: handle.label, fn });
  process.emitWarning(`the finalizer failed in ${handle.label}: ${thrownTitle(cause)}`, {
    type: 'FinalizerWarning',
    code: 'MANYHANDS_FINALIZER',
    detail: cause instanceof Error ? (cause.stack ?? '') : '',
  });
}

/** Workers end before they do anything, again and again; `report` is that of the last one. */
export function crashLoopFailure(
  report: ExitReport<Chunk>,
  startTimeoutMs: number,
): CrashLoopError {
  const { exit } = report;
  if (isNotNode(report)) return new CrashLoopError(NOT_NODE);
  const wasReady = report.stage === 'ready' || report.stage === 'stuck';
  const before = wasReady ? 'started the work they were given' : 'were ready';
  const cause = lostFailure(report);
  const message = [
    `workers ended ${MAX_FRUITLESS} times in a row before they ${before}, so no more are started; `,
    `the last, ${describeWorker(exit)}, ${describeEnd(report, startTimeoutMs)}`,
    cause instanceof WorkerLostError ? '' : `, having thrown: ${thrownTitle(cause)}`,
    quote(exit.lastWords),
  ].join('');
  return new CrashLoopError(message, { cause: exit.cause ?? cause });
}

const STUCK =
  'it did not start what it was given, because something that an earlier task or the initializer left ' +
  'behind kept it busy for longer than startTimeout; so it was ended';

function describeEnd({ exit, stage }: ExitReport<Chunk>, startTimeoutMs: number): string {
  if (stage === 'not ready in time') {
    return `was not ready after ${startTimeoutMs} ms, initializer included, and was ended: see startTimeout`;
  }
  const reason = stage === 'stuck' ? STUCK : explainExit(exit);
  const text = exit.pid === 0 ? 'could not be started' : `ended with ${describeExit(exit)}`;
  return reason === undefined ? text : `${text}: ${reason}`;
}

/** What an exit usually means, where that is known. */
export function explainExit(exit: WorkerExit): string | undefined {
  if (isOutOfMemory(exit)) return explainOutOfMemory(exit);
  switch (exit.signal) {
    case 'SIGKILL':
      return "SIGKILL often comes from the system's out-of-memory killer; fewer workers need less memory";
    case 'SIGTERM':
    case 'SIGHUP':
    case 'SIGINT':
      return 'somebody else asked it to end';
    case 'SIGSEGV':
    case 'SIGBUS':
    case 'SIGILL':
      return 'a crash in native code';
    case 'SIGABRT':
      return 'the engine or native code gave up';
    case 'SIGXCPU':
      return 'it used up the CPU time it may use';
    default:
      return exit.cause === undefined ? undefined : thrownTitle(exit.cause);
  }
}

/** An empty thread of Node needs 5, one of ours 6. */
const LEAST_HEAP_MB = 8;

function explainOutOfMemory({ heapLimitMb }: WorkerExit): string {
  const limit = heapLimitMb === undefined ? '' : ` of about ${heapLimitMb} MB`;
  const more = heapLimitMb === undefined ? '…' : String(Math.max(2 * heapLimitMb, LEAST_HEAP_MB));
  const least =
    heapLimitMb !== undefined && heapLimitMb < LEAST_HEAP_MB
      ? ` (${LEAST_HEAP_MB} is the least: Node itself takes more than half of that to start)`
      : '';
  return `it ran out of memory, at its heap limit${limit}; raise it with resourceLimits: { maxOldGenerationSizeMb: ${more} }${least}`;
}

function quote(lastWords: string): string {
  const lines = lastWords.trim();
  return lines === ''
    ? ''
    : `\n  its last words on stderr were:\n  | ${lines.replaceAll('\n', '\n  | ')}`;
}
