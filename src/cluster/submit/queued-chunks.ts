import type { Engine, QueuedChunk } from '../engine/engine.ts';
import { chunkKind, readChunkMetadata } from '../messages/metadata.ts';
import type { Signer } from '../signing/signer.ts';

/**
 * Which of a job's chunks are in the queue, by number. What is there and nobody waits for is discarded on the way:
 * what others have put there under the job's name, copies, and chunks that are done although the server has lost
 * that they were acknowledged. So none of it can hide that a chunk is missing.
 */
export async function queuedChunks(
  job: string,
  { engine, signer }: { readonly engine: Pick<Engine, 'chunks'>; readonly signer: Signer },
  isWanted: (index: number) => boolean,
): Promise<Map<number, QueuedChunk>> {
  const found = new Map<number, QueuedChunk>();
  for await (const chunk of engine.chunks.list(job)) {
    const verified = signer.find(chunkKind(chunk.headers), chunk);
    const metadata = verified === undefined ? undefined : readChunkMetadata(verified.headers);
    const isOurs = metadata?.job === job && metadata.index === chunk.index;
    if (isOurs && isWanted(chunk.index) && !found.has(chunk.index)) found.set(chunk.index, chunk);
    else await chunk.discard();
  }
  return found;
}
