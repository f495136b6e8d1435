/**
 * The message for what cannot be sent: what it was, which part of it, why, and what to do.
 *
 *    cannot send the argument of 'upload' (item 17) to a worker
 *      because its property 'options.socket' is a net.Socket: open handles belong to one process
 *      → open it inside the function, or in the pool's initializer
 */
import { cut } from '../../base/cut.ts';
import { describeValue } from '../../base/describe.ts';
import { NotSendableError } from '../../base/errors.ts';
import { findUnsendable, type UnsendablePart } from './find-unsendable.ts';
import type { Boundary } from './unsendable-kinds.ts';

export type { Boundary };

/** What was to be crossed, and what the serialiser said when it refused. */
export interface FailedCrossing {
  readonly cause: unknown;
  readonly boundary: Boundary;
}

/**
 * The error for a `value` that could not be sent. `what` names it and says where it was going:
 * see `argumentOf`, `initArgsOf`, `resultOf`.
 */
export function notSendable(
  what: string,
  value: unknown,
  crossing: FailedCrossing,
): NotSendableError {
  const message = `cannot send ${what}\n${explain(value, crossing)}`;
  return new NotSendableError(message, { cause: crossing.cause });
}

/** The error for a value that could be sent alone, but not with the others of its chunk. */
export function unsent(what: string, cause: unknown): NotSendableError {
  const message =
    `cannot send ${what}\n  because it could not be sent with the other results of its chunk: ` +
    `${reasonOf(cause)}\n  → use a smaller chunkSize`;
  return new NotSendableError(message, { cause });
}

/** The error for something that was sent but could not be read where it arrived. */
export function unreadable(what: string, cause: unknown): NotSendableError {
  const message = `cannot send ${what}\n  because it could not be read there: ${reasonOf(cause)}`;
  return new NotSendableError(message, { cause });
}

/** "the argument of 'upload' (item 17) to a worker". */
export function argumentOf(functionName: string, item?: number): string {
  return `the argument of '${functionName}'${atItem(item)} to a worker`;
}

/** "the initArgs of 'connect' to a worker". */
export function initArgsOf(functionName: string): string {
  return `the initArgs of '${functionName}' to a worker`;
}

/** "the result of 'parse' (item 3), an array of 7, to the caller". */
export function resultOf(functionName: string, value: unknown, item?: number): string {
  return `the result of '${functionName}'${atItem(item)}, ${describeValue(value)}, to the caller`;
}

/** The indented lines of the message: why, and what to do. */
export function explain(value: unknown, { cause, boundary }: FailedCrossing): string {
  const found = findUnsendable(value, boundary);
  if (found === undefined) return `  because ${reasonOf(cause)}`;
  return `  because ${placeOf(found)} is ${found.reason}\n  → ${found.advice}`;
}

function atItem(item: number | undefined): string {
  return item === undefined ? '' : ` (item ${item})`;
}

function placeOf({ path }: UnsendablePart): string {
  if (path === '') return 'it';
  const noun = /^(\[\d|(get|keys|values)\()/.test(path) ? 'element' : 'property';
  return `its ${noun} '${path}'`;
}

/** Nothing in the value is to blame: it is too deep, too large, or of a kind we do not know. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return `copying it failed with ${describeValue(cause)}`;
  if (/call stack/i.test(cause.message)) return 'it is nested too deeply to be copied';
  return `it could not be copied: ${cut(cause.message, MAX_REASON)}`;
}

const MAX_REASON = 300;
