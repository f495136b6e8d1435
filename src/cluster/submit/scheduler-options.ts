/** What the scheduler of a cluster's pool is made with. */
import type { ClassCodec } from '../messages/class-codec.ts';
import type { Setup } from '../messages/recipe.ts';
import type { SubmitterConnectionOptions } from './submitter-connection.ts';

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
