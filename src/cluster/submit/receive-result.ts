/**
 * Results as they arrive at a submitter: checked, fetched if they were too long for a message, read, and
 * handed to their job.
 */
import { ProtocolError } from '../../core/base/errors.ts';
import type { Chunk } from '../../core/job/chunk.ts';
import { deliver } from '../../core/job/deliver.ts';
import { countOutcomes } from '../../core/wire/chunk-result.ts';
import type { ChunkResult, RunChunk } from '../../core/wire/messages.ts';
import type { Message } from '../engine/engine.ts';
import { byWorker, decodeResult } from '../parcel/bodies.ts';
import { type ResultLabel, readResultLabel } from '../parcel/parcels.ts';
import type { OpenLine } from './line.ts';

/** What packs instances of `classes` into chunks, and unpacks them from results. */
export interface ClassKeeper {
  pack(chunk: RunChunk): RunChunk;
  unpack(result: ChunkResult): ChunkResult;
}

export interface ReceivedResult {
  readonly label: ResultLabel;
  readonly result: ChunkResult;
}

/**
 * Reads what came, if `isWanted`. @throws what the envelope refuses it for: the sender is told that it
 * was refused
 */
export async function readResult(
  message: Message,
  { engine, seal }: OpenLine,
  isWanted: (label: ResultLabel) => boolean,
): Promise<ReceivedResult | undefined> {
  const { headers, body } = seal.unseal('result', message);
  const label = readResultLabel(headers);
  const { job, ref } = label;
  if (!isWanted(label)) {
    if (ref !== '') await engine.store.delete(job, ref);
    return undefined;
  }
  const whole = ref === '' ? body : await engine.store.get(job, ref);
  if (whole === undefined) return undefined; // read before: it came twice
  if (ref !== '') seal.checkBody(headers, whole);
  const received = { label, result: readBody(label, whole) };
  if (ref !== '') await engine.store.delete(job, ref);
  return received;
}

export function readBody(label: ResultLabel, body: Uint8Array): ChunkResult {
  const result = decodeResult(body);
  if (result.from + countOutcomes(result) > label.count) {
    throw new ProtocolError('a result has more outcomes than its chunk has items');
  }
  return result;
}

/** Gives `result` to the job of `chunk`. What of the chunk was not run is returned. */
export function acceptResult(
  chunk: Chunk,
  { label, result }: ReceivedResult,
  classes: ClassKeeper | undefined,
): Chunk[] {
  const done = result.from + countOutcomes(result);
  const rest = chunk.job.observe(chunk, done, result.runMs);
  const unpacked = classes === undefined ? result : classes.unpack(result);
  for (const piece of byWorker(unpacked, label.worker)) {
    deliver(chunk, piece.result, piece.worker);
  }
  return rest;
}
