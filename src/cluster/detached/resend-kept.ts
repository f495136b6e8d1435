import { randomBytes } from 'node:crypto';
import type { Engine, Poison } from '../engine/engine.ts';
import { bodyOf } from '../messages/large-bodies.ts';
import { queueOf } from '../messages/labels.ts';
import { type ChunkMetadata, chunkHeaders } from '../messages/metadata.ts';
import type { Signer } from '../signing/signer.ts';
import { publishWhenRoom } from '../submit/publish-when-room.ts';

/**
 * A chunk of a detached job that was called poison without proof goes back into the queue, signed anew: its
 * submitter may be gone. It is published first, so that it is never nowhere.
 */
export async function resendKept(
  poison: Poison,
  metadata: ChunkMetadata,
  { engine, signer }: { readonly engine: Engine; readonly signer: Signer },
): Promise<void> {
  const body = await bodyOf(poison, metadata, { engine, signer });
  if (body === undefined) return;
  const { job, index, ref, on = '' } = metadata;
  const message = signer.sign('kept-chunk', chunkHeaders(metadata), body, ref !== '');
  const id = `${job}.${index}.${randomBytes(12).toString('hex')}`;
  await publishWhenRoom(engine.chunks, { job, index, queue: queueOf(on), id, ...message });
  await poison.discard();
}
