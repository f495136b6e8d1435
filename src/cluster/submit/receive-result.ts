/**
 * Results as they arrive at a submitter: verified, fetched if they were too long for a message, decoded, and
 * given to their job.
 */
import { ProtocolError } from '../../core/base/errors.ts';
import type { Chunk } from '../../core/job/chunk.ts';
import { countOutcomes } from '../../core/wire/codec.ts';
import type { ChunkResult } from '../../core/wire/messages.ts';
import type { Message } from '../engine/engine.ts';
import { byWorker, decodeResult } from '../messages/bodies.ts';
import type { ClassCodec } from '../messages/class-codec.ts';
import { type BodyReader, bodyOf } from '../messages/large-bodies.ts';
import { type ResultMetadata, readResultMetadata } from '../messages/metadata.ts';

export interface ReceivedResult {
  readonly metadata: ResultMetadata;
  readonly result: ChunkResult;
}

/**
 * Reads what came, if `isWanted`; `undefined` if nobody waits for it.
 *
 * @throws RefusedMessageError, which tells the sender that its result was refused
 */
export async function receiveResult(
  message: Message,
  reader: BodyReader,
  isWanted: (metadata: ResultMetadata) => boolean,
): Promise<ReceivedResult | undefined> {
  const { store } = reader.engine;
  const verified = reader.signer.verify('result', message);
  const metadata = readResultMetadata(verified.headers);
  const { job, ref } = metadata;
  if (!isWanted(metadata)) {
    if (ref !== '') await store.delete(job, ref);
    return undefined;
  }
  const body = await bodyOf(verified, metadata, reader);
  if (body === undefined) return undefined; // read before: it came twice
  const received = { metadata, result: decodeChecked(metadata, body) };
  if (ref !== '') await store.delete(job, ref);
  return received;
}

/** Gives `result` to the job of `chunk`. Returns what of the chunk was not run, to be sent again. */
export function acceptResult(
  chunk: Chunk,
  { metadata, result }: ReceivedResult,
  classes: ClassCodec | undefined,
): readonly Chunk[] {
  const done = result.from + countOutcomes(result);
  const rest = chunk.job.observe(chunk, done, result.runMs);
  const unpacked = classes === undefined ? result : classes.unpack(result);
  for (const piece of byWorker(unpacked, metadata.worker)) {
    chunk.job.take(chunk, piece.result, piece.worker);
  }
  return rest;
}

function decodeChecked(metadata: ResultMetadata, body: Uint8Array): ChunkResult {
  const result = decodeResult(body);
  if (result.from + countOutcomes(result) > metadata.count) {
    throw new ProtocolError('a result has more outcomes than its chunk has items');
  }
  return result;
}
