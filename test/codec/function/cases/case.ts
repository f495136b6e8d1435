import type { RoundTrip } from '../round-trip.js';

/** One function and what it must do in a worker. Knows nothing of how it gets there. */
export interface FunctionCase {
  readonly title: string;
  readonly check: (roundTrip: RoundTrip) => Promise<void>;
}
