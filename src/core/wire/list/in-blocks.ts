/** So many at a time. */
const BLOCK = 512;

/**
 * Runs a loop over positions in pieces. A function that is called for each piece is compiled by the engine once it has been called often;
 * one long loop is compiled while it runs, some milliseconds, and thrown away where it ends, as what comes behind it has never run.
 */
export function inBlocks(from: number, to: number, run: (from: number, to: number) => void): void {
  for (let at = from; at < to; at += BLOCK) run(at, Math.min(at + BLOCK, to));
}
