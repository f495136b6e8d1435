/** A row of KNOWN: a fault of today. */
import type { Pool } from 'manyhands';
import type { Divergence } from '../divergence.ts';
import type { Outcome } from '../settle.ts';

export interface KnownRow {
  /** What is wrong, to be mended. */
  readonly toBeMended: string;
  /** Which divergences of a fuzz run it explains. */
  readonly covers: (divergence: Divergence) => boolean;
  readonly transport: 'process' | 'thread' | 'inline';
  /** The smallest call that shows it. */
  readonly reproduction: (pool: Pool) => unknown;
  /** Whether what came of the reproduction is what ought to. Then the row goes. */
  readonly isMended: (outcome: Outcome) => boolean;
}
