/**
 * The bodies of chunks and results: the same bytes that a pool and its workers speak on one machine,
 * one chunk to a message. What they hold is read by the host and by the submitter, never by the engine.
 */
import { ProtocolError } from '../../core/base/errors.ts';
import type { FileHandle } from '../../core/base/large.ts';
import type { ErrorPayload } from '../../core/base/payload.ts';
import { refusingServed } from '../../core/base/served.ts';
import { decode, encodeBody } from '../../core/wire/frame.ts';
import type { ChunkResult, FromWorker, RunChunk, ToWorker } from '../../core/wire/messages.ts';
import { valuesOf } from '../../core/wire/chunk-result.ts';
import { LargeList } from '../../core/wire/large-list.ts';
import { UnreadableList } from '../../core/wire/unreadable.ts';

/** An error, and the worker it comes from if that is another than the result's. */
export interface PlacedError extends ErrorPayload {
  readonly worker?: string | undefined;
}

/** Served objects are reached through a socket of their machine. */
export const FAR_AWAY: string =
  'it lives in the program that made it, and other machines cannot reach it\n' +
  '  → return what it is to be told as the result of the task, or use a Pool on this machine';

/** What a host sends are results, and a chunk may be run by several, one after another. */
export const NO_TALK: string =
  'the workers of a cluster are on other machines, and what their tasks say reaches the caller with their results only\n' +
  '  → use a Pool on this machine';

/** @throws v8's DataCloneError if something in `chunk` cannot be sent */
export function encodeChunk(chunk: RunChunk): Uint8Array {
  return refusingServed(FAR_AWAY, encodeBody, { kind: 'run', chunks: [chunk] });
}

/** `arrays`: what stands for the shared arrays in it, by their numbers. */
export function decodeChunk(body: Uint8Array, arrays: readonly ArrayBuffer[] = []): RunChunk {
  const message = decode<ToWorker>(asBuffer(body));
  const [chunk] = message.kind === 'run' ? message.chunks : [];
  if (chunk === undefined) throw new ProtocolError('the body of a chunk holds no chunk');
  const { items } = chunk;
  if (!(items instanceof LargeList)) return chunk;
  return { ...chunk, items: items.readBy((file) => arrayFor(file, arrays)) };
}

/** No message from elsewhere says which file of this machine is opened. */
function arrayFor({ fd: number, length }: FileHandle, arrays: readonly ArrayBuffer[]): ArrayBuffer {
  const array = arrays[number];
  if (array?.byteLength !== length) throw new ProtocolError('a chunk lacks an array');
  return array;
}

/** @throws v8's DataCloneError */
export function encodeResult(result: ChunkResult): Uint8Array {
  return refusingServed(FAR_AWAY, encodeBody, {
    kind: 'done',
    results: [result],
    memory: 0,
  });
}

export function decodeResult(body: Uint8Array): ChunkResult {
  const message = decode<FromWorker>(asBuffer(body));
  const [result] = message.kind === 'done' ? message.results : [];
  if (result === undefined) throw new ProtocolError('the body of a result holds no result');
  return { ...result, values: valuesOf(result) };
}

/**
 * A result in pieces, each from one worker: items of one chunk may have failed in different workers, as
 * when the first was ended for taking too long.
 */
export function* byWorker(
  result: ChunkResult,
  worker: string,
): Generator<{ readonly result: ChunkResult; readonly worker: string }> {
  if (result.errors.length === 0 || result.values instanceof UnreadableList) {
    yield { result, worker };
    return;
  }
  let [from, values] = [result.from, 0];
  for (const [offset, error] of result.errors) {
    const before = offset - from;
    const piece = Array.prototype.slice.call(result.values, values, values + before) as unknown[];
    const errors = [[offset, error] as const];
    yield {
      result: { ...result, from, values: piece, errors },
      worker: (error as PlacedError).worker ?? worker,
    };
    from = offset + 1;
    values += before;
  }
  const rest = Array.prototype.slice.call(result.values, values) as unknown[];
  if (rest.length > 0) yield { result: { ...result, from, values: rest, errors: [] }, worker };
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
