import type { RoundTrip } from '../round-trip.js';

/** One function and what it must do in a worker. Knows nothing of how it gets there. */
export interface FunctionCase {
  readonly title: string;
  readonly check: (roundTrip: RoundTrip) => Promise<void>;
}

/** Makes a function, or what its body returns, from text that TypeScript would not leave alone. */
export function makeFunction<T>(...parts: string[]): T {
  return new Function(...parts) as T;
}
