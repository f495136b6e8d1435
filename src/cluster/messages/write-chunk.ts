import type { ChunkMessage, Engine } from '../engine/engine.ts';
import type { Signer } from '../signing/signer.ts';
import type { ArrayToPut } from './array-to-put.ts';
import { queueOf } from './labels.ts';
import { isTooLong } from './large-bodies.ts';
import { type ChunkMetadata, chunkHeaders, chunkKind } from './metadata.ts';

/** A chunk as it is published. */
export interface WrittenChunk {
  readonly message: ChunkMessage;
  /** The name under which its body must be in the store before; `''`: the message carries it. */
  readonly ref: string;
}

/** Writes an encoded chunk as a signed message, to be published under `id`. */
export function writeChunk(
  { id, body }: { readonly id: string; readonly body: Uint8Array },
  metadata: Omit<ChunkMetadata, 'ref'>,
  { engine, signer }: { readonly engine: Pick<Engine, 'chunks'>; readonly signer: Signer },
): WrittenChunk {
  const { job, index, on = '' } = metadata;
  const isStored = isTooLong(body, engine);
  const ref = isStored ? `c-${index}` : '';
  const headers = chunkHeaders({ ...metadata, ref });
  const signed = signer.sign(chunkKind(headers), headers, body, isStored);
  return { message: { job, index, queue: queueOf(on), id, ...signed }, ref };
}

/** What a chunk says of the arrays in its body. */
export function namesOf(arrays: readonly ArrayToPut[]): Pick<ChunkMetadata, 'arrays'> {
  return arrays.length === 0 ? {} : { arrays: arrays.map(({ hash }) => hash) };
}
