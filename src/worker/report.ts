/**
 * Sends results so that one that cannot cross fails its own task and nothing else: the common case
 * is one `send`; only if that throws is each value tried alone.
 */
import type { ErrorPayload } from '../base/payload.ts';
import { encodeError } from '../codec/error/encode-error.ts';
import { notSendable, resultOf } from '../codec/crossing/not-sendable.ts';
import { eachOutcome } from '../wire/chunk-result.ts';
import type { ChunkResult, FromWorker } from '../wire/messages.ts';
import type { Port } from './port.ts';

/** Sends the message made of `results`; `nameOf` gives the function's name for error texts. */
export function sendResults(
  port: Port,
  results: readonly ChunkResult[],
  toMessage: (results: readonly ChunkResult[]) => FromWorker,
  nameOf: (result: ChunkResult) => string,
): void {
  try {
    port.send(toMessage(results));
  } catch {
    port.send(toMessage(results.map((result) => withoutUnsendable(port, result, nameOf(result)))));
  }
}

/** `result` with an error in place of each value that cannot cross. */
function withoutUnsendable(port: Port, result: ChunkResult, name: string): ChunkResult {
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

function refusalOf(port: Port, value: unknown, name: string): ErrorPayload | undefined {
  try {
    port.check(value);
    return undefined;
  } catch (cause) {
    const boundary = port.kind === 'process' ? 'process' : 'thread';
    return encodeError(notSendable(resultOf(name, value), value, { cause, boundary }));
  }
}
