/** Chunks of which nothing was run: whether that is the host's fault, and what their submitter gets. */
import type { Outcome } from '../../core/base/outcome.ts';
import { encodeError } from '../../core/codec/error/encode-error.ts';
import type { ChunkResult, RunChunk } from '../../core/wire/messages.ts';
import type { HostResult } from './host-job.ts';
import { isBroken } from './local-pools.ts';

/** Why nothing of the chunk was run, if another host might; `undefined`: it was, or it is the chunk's own fault. */
export function hostFailure(outcome: Outcome<HostResult>): string | undefined {
  if (outcome.ok) return outcome.value.unloaded;
  return isBroken(outcome.error) ? outcome.error.message : undefined;
}

/** Each item fails with `error`. */
export function failAll({ items, spec }: RunChunk, error: unknown): ChunkResult {
  const payload = encodeError(error);
  const none = { id: 0, from: 0, values: [], runMs: 0 };
  if (spec.call === 'fold') return { ...none, errors: [[0, payload]], covers: items.length };
  const errors = Array.from({ length: items.length }, (_, offset) => [offset, payload] as const);
  return { ...none, errors };
}
