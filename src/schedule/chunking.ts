/**
 * How many items make a chunk of `map` and `starmap`: CPython's rule, four chunks per worker, the
 * last one smaller (`divmod(n, workers * 4)`, plus one if there is a remainder).
 */
export function defaultChunkSize(itemCount: number, workers: number): number {
  return Math.max(1, Math.ceil(itemCount / (workers * CHUNKS_PER_WORKER)));
}

const CHUNKS_PER_WORKER = 4;
