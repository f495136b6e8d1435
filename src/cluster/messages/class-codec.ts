/** Instances of `PoolOptions.classes` in chunks and results, as they cross between machines. */
import { packChunk, unpackResult } from '../../core/transport/class-transport.ts';
import { rememberClass } from '../../core/codec/error/find-class.ts';
import { ClassRegistry, type InstanceClass } from '../../core/codec/classes/class-registry.ts';
import type { ChunkResult, RunChunk } from '../../core/wire/messages.ts';

/** Packs instances into chunks before they are encoded, and unpacks them from results. */
export interface ClassCodec {
  pack(chunk: RunChunk): RunChunk;
  unpack(result: ChunkResult): ChunkResult;
}

/** `undefined` if there are no such classes: then nothing has to be packed. */
export function classCodecOf(classes: readonly InstanceClass[]): ClassCodec | undefined {
  if (classes.length === 0) return undefined;
  const registry = new ClassRegistry(classes);
  for (const one of classes) rememberClass(one);
  return {
    pack: (chunk) => packChunk(chunk, registry),
    unpack: (result) => unpackResult(result, registry),
  };
}
