/** Says how many items the next chunk of a job should have. */
export interface ChunkSizer {
  next(): number;
}
