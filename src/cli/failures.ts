/** The ways in which a command fails, and the exit codes. */

/** The exit codes; docs/cli.md explains them to users. */
export const EXIT = {
  ok: 0,
  /** Records failed or were invalid. */
  someFailed: 1,
  /** The command line is wrong; nothing was run. */
  usage: 2,
  /** The run could not go on: an input could not be read, or an output not be written. */
  broken: 3,
  /** Ctrl-C, as shells count it: 128 + SIGINT. */
  interrupted: 130,
  /** SIGTERM: 128 + 15. */
  terminated: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The user asked for something that cannot be done as asked. Nothing has been run or written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The run cannot go on. What was written before is safe. */
export class BrokenRunError extends Error {
  override readonly name = 'BrokenRunError';
}

/** An input is not of its format from its beginning on. */
export class UnusableInputError extends BrokenRunError {}

/** The reader of our output has gone (`| head`). The run ends, but this is no failure. */
export class ClosedPipeError extends Error {
  override readonly name = 'ClosedPipeError';
}

/** "cannot write out.ndjson: no space left on device (ENOSPC)". */
export function describeSystemError(what: string, error: unknown): string {
  const { code, message } = error instanceof Error ? readSystemError(error) : NO_ERROR;
  if (code === undefined) return `${what}: ${message ?? String(error)}`;
  return `${what}: ${REASONS[code] ?? message ?? ''} (${code})`;
}

interface SystemError {
  readonly code?: string;
  readonly message?: string;
}

const NO_ERROR: SystemError = {};

function readSystemError(error: Error): SystemError {
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? { code, message: error.message } : { message: error.message };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  EROFS: 'the file system is read-only',
  EMFILE: 'too many open files',
  ELOOP: 'it is a link: give the name of what it leads to',
};

/** The pool itself cannot go on; no single record is the reason. */
export function isFatal(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return (
    code === 'ERR_POOL_CRASH_LOOP' || code === 'ERR_POOL_INVARIANT' || code === 'ERR_POOL_PROTOCOL'
  );
}
