import type { Engine } from '../engine/engine.ts';
import { chunkKind, readChunkMetadata } from '../messages/metadata.ts';
import type { Signer } from '../signing/signer.ts';

/**
 * Takes out of the queue what others have put there under a job's name, and settles with how many of its chunks
 * are there: copies of one count as one. Their garbage would hide that a chunk is missing.
 */
export async function discardForeign(
  job: string,
  { engine, signer }: { readonly engine: Pick<Engine, 'chunks'>; readonly signer: Signer },
): Promise<number> {
  const ours = new Set<number>();
  for await (const chunk of engine.chunks.list(job)) {
    const verified = signer.find(chunkKind(chunk.headers), chunk);
    const metadata = verified === undefined ? undefined : readChunkMetadata(verified.headers);
    if (metadata?.job === job && metadata.index === chunk.index) ours.add(chunk.index);
    else await chunk.discard();
  }
  return ours.size;
}
