/** Describes failures: as a line of the errors file, and as a line on stderr. */
import { printable, printableLine } from '../core/base/printable.ts';
import { toJson, toLogLine } from './outputs/formats.ts';

export interface FailedRecord {
  readonly position: number;
  readonly input: string;
  readonly line: number | undefined;
  /** The record; for an invalid one, its text. */
  readonly record: unknown;
  readonly error: unknown;
}

export function errorLine({ position, input, line, record, error }: FailedRecord): string {
  return toLogLine({ position, input, line, record, error: describeError(error) });
}

/** One line: the errors file has the rest. */
export function errorSentence({ position, input, line, error }: FailedRecord): string {
  const place = line === undefined ? '' : `, line ${line}`;
  const { name, message } = describeError(error);
  const [first = '', ...others] = message.trim().split('\n');
  const isWhole = others.length === 0 && first.length <= MAX_SHOWN;
  const shown = `${name}: ${first.slice(0, MAX_SHOWN)}${isWhole ? '' : ' …'}`;
  return printable(`record ${position} (${printableLine(input)}${place}): ${printableLine(shown)}`);
}

const MAX_SHOWN = 300;

interface ErrorNotes {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly stack?: string | undefined;
}

export function describeError(error: unknown): ErrorNotes {
  if (!(error instanceof Error)) return { name: 'thrown', message: textOf(error) };
  const { name, message, stack } = error;
  const code: unknown = Reflect.get(error, 'code');
  return { name, message, ...(code === undefined ? {} : { code }), stack: userPart(stack) };
}

/** Cuts off the frames after the worker's line: they are this program's own calls of the pool. */
function userPart(stack: string | undefined): string | undefined {
  const [part] = /^[^]*?\n    at worker \d+ \([^)]*\)/.exec(stack ?? '') ?? [];
  return part ?? stack;
}

function textOf(thrown: unknown): string {
  try {
    return typeof thrown === 'string' ? thrown : toJson(thrown);
  } catch {
    return String(thrown); // a bigint, a circle
  }
}
