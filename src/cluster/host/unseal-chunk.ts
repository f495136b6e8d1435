/** What a delivery says, when its signature was found good and it is where it was signed for. */
import type { Delivery } from '../engine/engine.ts';
import { type Labels, meets } from '../messages/labels.ts';
import { type ChunkMetadata, chunkKind, readChunkMetadata } from '../messages/metadata.ts';
import type { VerifiedMessage } from '../signing/signed-message.ts';
import type { Signer } from '../signing/signer.ts';
import { refusalFor } from './chunk-refusals.ts';
import type { RefusalBreaker } from './refusal-breaker.ts';

export interface Unsealing {
  readonly signer: Pick<Signer, 'verify'>;
  readonly breaker: Pick<RefusalBreaker, 'accept'>;
  readonly labels: Labels;
}

/**
 * All that can be told from the message itself. Until then it has no part in anything.
 * @throws RefusedMessageError
 */
export function unsealChunk(
  delivery: Pick<Delivery, 'headers' | 'body' | 'job' | 'index'>,
  { signer, breaker, labels }: Unsealing,
): { readonly verified: VerifiedMessage; readonly metadata: ChunkMetadata } {
  const verified = signer.verify(chunkKind(delivery.headers), delivery);
  breaker.accept();
  const metadata = readChunkMetadata(verified.headers);
  if (metadata.job !== delivery.job || metadata.index !== delivery.index)
    throw refusalFor('misplaced');
  if (!meets(labels, metadata.on ?? '')) throw refusalFor('labels');
  return { verified, metadata };
}
