/** Reads a `ChunkResult` item by item, in order. */
import type { ErrorPayload } from '../base/payload.ts';
import type { ChunkResult } from './messages.ts';

export interface OutcomeVisitor {
  onValue(offset: number, value: unknown): void;
  onError(offset: number, error: ErrorPayload): void;
}

/** Offsets are those in the chunk. */
export function eachOutcome(result: ChunkResult, visitor: OutcomeVisitor): void {
  const end = result.from + result.values.length + result.errors.length;
  let values = 0;
  let errors = 0;
  for (let offset = result.from; offset < end; offset += 1) {
    const failure = result.errors[errors];
    if (failure !== undefined && failure[0] === offset) {
      visitor.onError(offset, failure[1]);
      errors += 1;
    } else {
      visitor.onValue(offset, result.values[values]);
      values += 1;
    }
  }
}
