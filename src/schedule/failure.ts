/** Errors about workers, put into words: what ended, what that usually means, what to do. */
import {
  CrashLoopError,
  InitializerError,
  TaskTimeoutError,
  WorkerLostError,
} from '../base/errors.ts';
import { describeExit, describeWorker, type WorkerExit } from '../base/exit.ts';
import type { ErrorPayload } from '../base/payload.ts';
import { decodeError } from '../codec/error/decode-error.ts';
import type { Estate, Handle } from '../handle/handle.ts';
import type { Chunk } from './chunk.ts';

/** Why the task that a worker was running will not be done. */
export function lostFailure({ exit, crash }: Estate<Chunk>): unknown {
  if (crash !== undefined) return decodeError(crash, { worker: describeWorker(exit) });
  const error = new WorkerLostError(exit, explainExit(exit));
  if (exit.cause !== undefined) error.cause = exit.cause;
  return error;
}

export function timeoutFailure(chunk: Chunk, offset: number, limitMs: number): TaskTimeoutError {
  const item = chunk.job.total === 1 ? '' : ` on item ${chunk.first + offset}`;
  return new TaskTimeoutError(
    `'${chunk.fn.name}'${item} ran longer than its timeout of ${limitMs} ms; its worker was ended`,
  );
}

export function initializerFailure(handle: Handle<Chunk>, error: ErrorPayload): InitializerError {
  const cause = decodeError(error, { worker: handle.label });
  const text = cause instanceof Error ? cause.message : String(cause);
  return new InitializerError(`the initializer failed in ${handle.label}: ${text}`, { cause });
}

/** Workers end before they are ready, again and again. */
export function crashLoopFailure(
  estate: Estate<Chunk>,
  deaths: number,
  startTimeoutMs: number,
): CrashLoopError {
  const { exit } = estate;
  const reason = explainExit(exit);
  const lines = exit.lastWords.trim();
  const message = [
    `${deaths} workers in a row ended before they were ready, the last with ${describeExit(exit)}`,
    reason === undefined ? '' : ` (${reason})`,
    `; no more are started. A worker must start and run its initializer within ${startTimeoutMs} ms`,
    lines === '' ? '' : `\n  its last words on stderr were:\n  | ${lines.replaceAll('\n', '\n  | ')}`,
  ].join('');
  return new CrashLoopError(message, { cause: exit.cause ?? lostFailure(estate) });
}

/** What an exit usually means, where that is known. */
export function explainExit(exit: WorkerExit): string | undefined {
  if (isOutOfMemory(exit)) {
    return 'it ran out of heap memory; give it more with resourceLimits: { maxOldGenerationSizeMb }';
  }
  switch (exit.signal) {
    case 'SIGKILL':
      return "often the system's out-of-memory killer";
    case 'SIGSEGV':
    case 'SIGBUS':
      return 'a crash in native code';
    case 'SIGABRT':
      return 'the engine or native code gave up';
    default:
      return undefined;
  }
}

function isOutOfMemory(exit: WorkerExit): boolean {
  const code = (exit.cause as { code?: unknown } | undefined)?.code;
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || exit.lastWords.includes('heap out of memory');
}
