/**
 * Why a message was not accepted. All of it is found out before a byte of the body is deserialised.
 *
 * `version`, `byte-order`: from a program that writes differently. `malformed`: not one of our messages.
 * `unsigned`, `unknown-key`, `signature`: not signed with a key of ours, or changed on the way. `pool`: meant
 * for another pool. `kind`: a result where a chunk belongs, or the other way round. `body`: not the body that
 * was signed.
 * `expired`, `replayed`: it was good once.
 *
 * @example
 * const isForged = (reason: RefusalReason) => reason === 'unknown-key' || reason === 'signature';
 * await pool.map(Math.sqrt, [4]).catch((error: unknown) => {
 *   if (error instanceof RefusedMessageError) console.log(isForged(error.reason));
 * });
 */
export type RefusalReason =
  | 'version'
  | 'byte-order'
  | 'malformed'
  | 'unsigned'
  | 'unknown-key'
  | 'signature'
  | 'pool'
  | 'kind'
  | 'body'
  | 'expired'
  | 'replayed';

export interface Refusal {
  readonly reason: RefusalReason;
  /** What is wrong and what to do, for people. Holds nothing of the body. */
  readonly text: string;
}
