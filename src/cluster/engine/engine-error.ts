import { PoolError } from '../../core/base/errors.ts';

/**
 * Why an engine could not do it: `unreachable` when connecting, `full` (try again later), `too-large`
 * (use the store), `forbidden` (the server does not let this user), `closed` (by us, or by the
 * server for good), `unsuitable` (the server lacks something that is needed).
 *
 * @example
 * const isWorthAnotherTry = (reason: EngineErrorReason) => reason === 'unreachable' || reason === 'full';
 * await pool.map(Math.sqrt, [4]).catch((error: unknown) => {
 *   if (error instanceof EngineError && isWorthAnotherTry(error.reason)) console.log('later');
 * });
 */
export type EngineErrorReason =
  | 'unreachable'
  | 'full'
  | 'too-large'
  | 'forbidden'
  | 'closed'
  | 'unsuitable';

/**
 * The system that carries the cluster's messages did not do what it was asked.
 *
 * @example
 * const error = await pool.map(Math.sqrt, [4]).catch((reason: unknown) => reason);
 * if (error instanceof EngineError && error.reason === 'full') console.log('try again later');
 */
export class EngineError extends PoolError {
  override readonly code = 'ERR_POOL_ENGINE';
  readonly reason: EngineErrorReason;

  constructor(reason: EngineErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Did an engine fail for this reason? By what the error says: an engine may come from another copy of the package. */
export function hasFailedAs(reason: EngineErrorReason, error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, reason: given } = error as Partial<EngineError>; // compared right here
  return code === 'ERR_POOL_ENGINE' && given === reason;
}
