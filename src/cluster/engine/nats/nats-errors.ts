/** What went wrong at the server, and whether to try again: in the port's words. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { PoolError } from '../../../core/base/errors.ts';
import { EngineError, type EngineErrorReason } from '../engine-error.ts';

/** The error to report, or `undefined` if the same call may well succeed a moment later. */
export function lastingError(what: string, error: unknown): Error | undefined {
  if (error instanceof PoolError) return error;
  if (permissionViolation(error) !== undefined) {
    return explain('forbidden', `the server does not let this user ${what}`, error);
  }
  if (error instanceof JetStreamApiError) return ofCode(what, error);
  if (error instanceof errors.InvalidArgumentError) {
    return explain('too-large', `the server takes no message as large as this to ${what}`, error);
  }
  return undefined;
}

/** Whether no responder took the call: its stream or consumer is gone, or not yet there. */
export function isNobodyThere(error: unknown): boolean {
  if (error instanceof JetStreamApiError) return NOT_FOUND.has(error.code);
  return hasCause(error, errors.NoRespondersError);
}

export function permissionViolation(error: unknown): Error | undefined {
  return hasCause(error, errors.PermissionViolationError) ? (error as Error) : undefined; // it has a cause
}

function ofCode(what: string, error: JetStreamApiError): Error | undefined {
  if (FULL.has(error.code))
    return explain(
      'full',
      `the server has no room to ${what} (its disk, its limits, or 1 GiB in one queue)`,
      error,
    );
  if (error.code === TOO_LARGE) return explain('too-large', `too large to ${what}`, error);
  if (PASSING.has(error.code) || NOT_FOUND.has(error.code)) return undefined;
  return explain('unsuitable', `the server refused to ${what}`, error);
}

function explain(reason: EngineErrorReason, text: string, error: unknown): EngineError {
  const said = error instanceof Error ? `: ${error.message}` : '';
  return new EngineError(reason, text + said, { cause: error });
}

function hasCause(error: unknown, kind: Function): boolean {
  if (!(error instanceof Error)) return false;
  return error instanceof kind || hasCause(error.cause, kind);
}

/** Codes of the JetStream API: a stream, a storage or an account that is at its limit. */
const FULL: ReadonlySet<number> = new Set([10_077, 10_047, 10_023, 10_028, 10_122, 10_002]);
const TOO_LARGE = 10_054;
/** The cluster has no leader just now, or what is asked for is on servers that are away. */
const PASSING: ReadonlySet<number> = new Set([10_004, 10_007, 10_008, 10_009, 10_118, 10_119]);
/** No such stream, consumer or message. */
const NOT_FOUND: ReadonlySet<number> = new Set([10_059, 10_014, 10_037]);
