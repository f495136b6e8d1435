/**
 * Bodies that are too long for a message. They are put into the engine's store before the message is sent;
 * the message carries their name there (`ref`) and, signed, their hash.
 */
import type { Engine, Message } from '../engine/engine.ts';
import { checkBody } from '../signing/signed-message.ts';
import type { Signer } from '../signing/signer.ts';

/** More than the headers of any chunk or result take. */
const HEADER_BYTES = 4096;

/** Whether `body` has to go through the store. */
export function isTooLong(body: Uint8Array, { chunks }: Pick<Engine, 'chunks'>): boolean {
  return body.byteLength > chunks.maxMessageBytes - HEADER_BYTES;
}

export interface BodyReader {
  readonly engine: Pick<Engine, 'store'>;
  readonly signer: Signer;
}

/**
 * The body that belongs to a verified message: its own, or what the store has under `ref`, if it is what the
 * sender has signed for. `undefined` if the store does not have it.
 */
export async function bodyOf(
  { headers, body }: Message,
  { job, ref }: { readonly job: string; readonly ref: string },
  { engine }: BodyReader,
): Promise<Uint8Array | undefined> {
  if (ref === '') return body;
  return await engine.store.get(job, ref, (bytes) => checkBody(headers, bytes));
}
