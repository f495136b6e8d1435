/** What the scheduler of a cluster's pool is made with. */
import type { Pace } from '../../core/job/chunk-size.ts';
import type { ClassCodec } from '../messages/class-codec.ts';
import type { Setup } from '../messages/recipe.ts';
import type { SubmitterConnectionOptions } from './submitter-connection.ts';

/** Long enough that a message more does not show, short enough that all hosts end together. */
export const CLUSTER_PACE: Pace = { targetMs: 100, budgetMs: 0, widensStreams: false };
/** Chunks in flight, as a multiple of what can run: one runs, one is on its way. */
export const CREDIT = 2;

export interface ClusterSchedulerOptions extends SubmitterConnectionOptions {
  /** Of the pool, for its events. */
  readonly name?: string;
  readonly setup: Setup | undefined;
  /** Packs and unpacks instances of `PoolOptions.classes`, if there are any. */
  readonly classes: ClassCodec | undefined;
  /** After how long without a result a chunk is looked for in the queue. */
  readonly overdueMs: number;
  /** How long the end may take to tidy up on the server. */
  readonly tidyMs: number;
}
