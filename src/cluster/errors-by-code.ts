/** Tells `PoolError` of the errors that only a cluster has, so that their `code` leads to their class. */
import type { EngineError } from './engine/engine-error.ts';
import type { RefusedMessageError } from './signing/signer.ts';
import type { JobCancelledError } from './submit/cluster-failure.ts';

/**
 * The class of each `code` that only a cluster has.
 *
 * @example
 * const codes: readonly (keyof ClusterErrorsByCode)[] = ['ERR_POOL_ENGINE', 'ERR_POOL_JOB_CANCELLED'];
 * await pool.map(Math.sqrt, [4]).catch((error: unknown) => {
 *   if (error instanceof PoolError && codes.some((code) => code === error.code)) console.log(error.message);
 * });
 */
export interface ClusterErrorsByCode {
  ERR_POOL_ENGINE: EngineError;
  ERR_POOL_JOB_CANCELLED: JobCancelledError;
  ERR_POOL_MESSAGE_REFUSED: RefusedMessageError;
}

declare module '../core/api/pool-error.ts' {
  interface PoolErrorsByCode extends ClusterErrorsByCode {}
}
