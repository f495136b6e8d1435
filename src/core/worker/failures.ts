/**
 * What a worker needs only when something has failed: the codec of errors and the search for what
 * cannot be sent, a dozen modules. `load-failures.ts` loads this file at the first failure.
 */
import { describeValue } from '../base/describe.ts';
import type { ErrorPayload } from '../base/payload.ts';
import {
  argumentOf,
  notSendable,
  resultOf,
  unreadable,
  unsent,
} from '../codec/crossing/not-sendable.ts';
import { encodeError } from '../codec/error/encode-error.ts';
import { eachOutcome } from '../wire/chunk-result.ts';
import type { NotSendableError } from '../base/errors.ts';
import type { ChunkResult, FromWorker, RunChunk } from '../wire/messages.ts';
import type { Port } from './port.ts';
import { thrownText } from '../base/thrown-text.ts';

/** What to send in place of something that was thrown; `note` is a last line for its stack. */
export function describeFailure(thrown: unknown, note?: string): ErrorPayload {
  return encodeError(thrown, note);
}

/** Where the elements of `item` were to be arguments: `error`, or a better one if there are no elements. */
export function explainSpread(item: unknown, error: unknown): unknown {
  const hasElements =
    typeof item === 'string' ||
    (typeof item === 'object' && item !== null && Symbol.iterator in item);
  if (hasElements) return error;
  const advice = 'write [[1], [2]], or call map for functions of one argument';
  return new TypeError(
    `the elements of an item are the arguments of its task; this item has none: ${describeValue(item)}\n  → ${advice}`,
  );
}

/** Every item of `chunk` failed for the same reason, before any of them ran. */
export function failAll(chunk: RunChunk, error: unknown): ChunkResult {
  return failWith(chunk, encodeError(error));
}

/** Its function could not be loaded. */
export function failUnloaded(chunk: RunChunk, error: unknown): ChunkResult {
  const unloaded = thrownText(error);
  return failWith(chunk, { ...encodeError(error), unloaded });
}

function failWith(chunk: RunChunk, payload: ErrorPayload): ChunkResult {
  const { id, items, spec } = chunk;
  const none = { id, from: 0, values: [], runMs: 0 };
  // A fold has one outcome; and it may be of millions of items.
  if (spec.call === 'fold') return { ...none, errors: [[0, payload]], covers: items.length };
  const errors = Array.from({ length: items.length }, (_, offset) => [offset, payload] as const);
  return { ...none, errors };
}

/** The arguments of the function called `name` came, but could not be read. */
export function failUnread(chunk: RunChunk, name: string, cause: unknown): ChunkResult {
  return failAll(chunk, unreadable(argumentOf(name), cause));
}

/** `result` with an error in place of each value that cannot cross. */
export function withoutUnsendable(port: Port, result: ChunkResult, name: string): ChunkResult {
  const values: unknown[] = [];
  const errors: [number, ErrorPayload][] = [];
  eachOutcome(result, {
    onError: (offset, error) => errors.push([offset, error]),
    onValue: (offset, value) => {
      const refusal = refusalOf(port, value, name);
      if (refusal === undefined) values.push(value);
      else errors.push([offset, refusal]);
    },
  });
  return { ...result, values, errors };
}

/** `result` with an error in place of every value: together they are too much, or none of them says why. */
export function withoutValues(result: ChunkResult, name: string, cause: unknown): ChunkResult {
  const errors: [number, ErrorPayload][] = [];
  eachOutcome(result, {
    onError: (offset, error) => errors.push([offset, error]),
    onValue: (offset, value) =>
      errors.push([offset, encodeError(unsent(resultOf(name, value), cause))]),
  });
  return { ...result, values: [], errors };
}

function refusalOf(port: Port, value: unknown, name: string): ErrorPayload | undefined {
  try {
    port.check(value);
    return undefined;
  } catch (cause) {
    return encodeError(refusing(port, { what: resultOf(name, value), value, cause }));
  }
}

interface Refused {
  readonly what: string;
  readonly value: unknown;
  readonly cause: unknown;
}

function refusing({ kind }: Port, { what, value, cause }: Refused): NotSendableError {
  const boundary = kind === 'process' ? 'process' : 'thread';
  return notSendable(what, value, { cause, boundary });
}

/** The error for a report, or one of several values, of the function called `name`. */
export function unsaid(
  port: Port,
  { what, name, value, cause }: Refused & { readonly name: string },
): NotSendableError {
  return refusing(port, { what: `a ${what} of '${name}' to the caller`, value, cause });
}

/** A result that could not be sent as it is. */
export interface Unsent {
  readonly result: ChunkResult;
  /** Of the function. */
  readonly name: string;
  readonly toMessage: (result: ChunkResult) => FromWorker;
}

/** Sends it with errors in place of what cannot cross; with nothing else, if even that cannot be sent. */
export async function sendWhatCanBe(
  port: Port,
  { result, name, toMessage }: Unsent,
): Promise<void> {
  const rest = withoutUnsendable(port, result, name);
  try {
    await port.send(toMessage(rest));
  } catch (error) {
    await port.send(toMessage(withoutValues(rest, name, error)));
  }
}
