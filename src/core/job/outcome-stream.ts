/** What a `ResultIterator` reads from: a job that hands over one outcome at a time. */
import type { Outcome } from '../base/outcome.ts';
import type { Leftovers } from './job.ts';
import type { Progress } from './progress.ts';

export interface OutcomeStream {
  readonly isOver: boolean;
  readonly progress: Progress;
  readonly hasOutcome: boolean;
  /** The next outcome, if it is here. Whoever takes it calls `pull` when it is in good hands. */
  takeOutcome(): Outcome<unknown> | undefined;
  /** Reads the input as far as it is allowed to now. */
  pull(): void;
  /** So many readers wait for an outcome now. */
  noteReaders(count: number): void;
  /** Stops reading and drops what is under way. Settles when the source has cleaned up. */
  close(leftovers: Leftovers): Promise<void>;
  /** Forgets what was not taken. */
  discard(): void;
}
