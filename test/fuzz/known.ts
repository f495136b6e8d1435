/** What is known to be wrong. */
import type { Divergence } from './divergence.ts';

export function explain(_divergence: Divergence): string | undefined {
  return undefined;
}
