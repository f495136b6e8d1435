/**
 * Counts of all word prefixes, kept where the documents are read: the "stateful computation" of
 * Ray's and MPIRE's benchmark.
 */
import { spin } from './spin.ts';

export interface PrefixCounts {
  readonly documents: number;
  readonly counts: Map<string, number>;
}

/** Lives as long as the worker, or until somebody takes it. */
let state: { documents: number; counts: Map<string, number> } = { documents: 0, counts: new Map() };

/** Adds a document to the counts of the worker it happens to be on. */
export function addDocument(text: string): number {
  let prefixes = 0;
  for (const word of text.split(' ')) {
    for (let length = 1; length <= word.length; length += 1) {
      const prefix = word.slice(0, length);
      state.counts.set(prefix, (state.counts.get(prefix) ?? 0) + 1);
      prefixes += 1;
    }
  }
  state.documents += 1;
  return prefixes;
}

/** Returns what this worker has counted; takes long enough that the next such task goes to another worker. */
export function takeCounts(patienceMs: number): PrefixCounts {
  spin(patienceMs);
  const taken = state;
  state = { documents: 0, counts: new Map() };
  return taken;
}

/** Adds what one worker counted to the whole. */
export function mergeCounts(whole: Map<string, number>, part: Map<string, number>): void {
  for (const [prefix, count] of part) whole.set(prefix, (whole.get(prefix) ?? 0) + count);
}

/** The same documents on every machine: words of 3 to 9 letters, the common ones short. */
export function makeDocuments(count: number, words: number): string[] {
  let seed = 42;
  const next = (): number => (seed = (seed * 16_807) % 2_147_483_647);
  const word = (): string =>
    (next() % 5_000)
      .toString(26)
      .repeat(3)
      .slice(0, 3 + (next() % 7));
  return Array.from({ length: count }, () => Array.from({ length: words }, word).join(' '));
}
