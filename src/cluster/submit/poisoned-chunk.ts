/**
 * What to make of a chunk that the engine calls poison. Its word is not signed: whoever can write to the server
 * can have it said of any chunk. So a chunk fails only if a host has signed that it was given it for the last
 * time; otherwise it is sent again.
 */
import type { Engine, Poison } from '../engine/engine.ts';
import {
  type ChunkMetadata,
  chunkKind,
  lastTryNote,
  readChunkMetadata,
} from '../messages/metadata.ts';
import { findMessage } from '../messages/stored-message.ts';
import type { VerifiedMessage } from '../signing/signed-message.ts';
import type { Signer } from '../signing/signer.ts';

/**
 * `foreign`: it is no chunk of this job. `unproved`: no host says that it had it for the last time. `poison`:
 * one does, and was not heard of again.
 */
export type PoisonVerdict =
  | { readonly kind: 'foreign' }
  | { readonly kind: 'unproved' | 'poison'; readonly metadata: ChunkMetadata };

export async function judgePoison(
  poison: Poison,
  { engine, signer }: { readonly engine: Pick<Engine, 'store'>; readonly signer: Signer },
): Promise<PoisonVerdict> {
  const chunk = signer.find(chunkKind(poison.headers), poison);
  if (chunk === undefined) return { kind: 'foreign' };
  const metadata = readChunkMetadata(chunk.headers);
  const { job, index } = metadata;
  if (job !== poison.job || index !== poison.index) return { kind: 'foreign' };
  const place = { job, name: lastTryNote(index) };
  const note = await findMessage({ engine, signer }, 'last-try', place);
  return { kind: isOf(note, chunk) ? 'poison' : 'unproved', metadata };
}

/** A chunk that was sent again is another message. */
function isOf(note: VerifiedMessage | undefined, { id }: VerifiedMessage): boolean {
  return note?.headers['of'] === id;
}
