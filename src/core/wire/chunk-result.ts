/** Reads a `ChunkResult` item by item, in order. */
import type { ErrorPayload } from '../base/payload.ts';
import { UnbuiltItems } from './list/unbuilt-items.ts';
import type { ChunkResult } from './messages.ts';

/** Its values, to be read one by one; they are not asked for again. */
export function valuesOf({ values }: ChunkResult): ArrayLike<unknown> {
  return values instanceof UnbuiltItems ? values.buildAll() : values;
}

export function firstValue({ values }: ChunkResult): unknown {
  return values instanceof UnbuiltItems ? values.first() : values[0];
}

export interface OutcomeVisitor {
  onValue(offset: number, value: unknown): void;
  onError(offset: number, error: ErrorPayload): void;
}

/** Offsets are those in the chunk. */
export function eachOutcome(result: ChunkResult, visitor: OutcomeVisitor): void {
  const list = valuesOf(result);
  const end = result.from + result.values.length + result.errors.length;
  let values = 0;
  let errors = 0;
  for (let offset = result.from; offset < end; offset += 1) {
    const failure = result.errors[errors];
    if (failure !== undefined && failure[0] === offset) {
      visitor.onError(offset, failure[1]);
      errors += 1;
    } else {
      visitor.onValue(offset, list[values]);
      values += 1;
    }
  }
}
