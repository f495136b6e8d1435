/**
 * Signs and verifies messages as submitters and hosts need it: one set of keys, one pool, and for each kind of
 * message how long it is valid.
 */
import { PoolError } from '../../core/base/errors.ts';
import type { Headers, Message } from '../engine/engine.ts';
import type { Keyring } from './keyring.ts';
import type { RefusalReason } from './refusal.ts';
import { signMessage, type VerifiedMessage, verifyMessage } from './signed-message.ts';

/**
 * `chunk`: of a submitter that waits for it; `kept-chunk`: of a detached job · `result` · `cancel`: a job is over
 * · `host`: what a host says of itself · `question`: a submitter asks who is there · `ledger`: which chunks a
 * submitter still waits for · `manifest`: what a detached job is · `done`, `last-try`: what became of a chunk ·
 * `order`: what a host is told to do.
 */
export type MessageKind =
  | 'chunk'
  | 'kept-chunk'
  | 'result'
  | 'cancel'
  | 'host'
  | 'question'
  | 'ledger'
  | 'manifest'
  | 'done'
  | 'last-try'
  | 'order';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/**
 * What is kept is valid as long as the engine keeps it. A chunk whose submitter waits is sent anew if it was
 * lost, so an hour will do; what is said to whoever listens just now is good for a minute.
 */
const LIFE_MS: Readonly<Record<MessageKind, number>> = {
  chunk: 60 * MINUTE_MS,
  'kept-chunk': 7 * DAY_MS,
  result: 7 * DAY_MS,
  cancel: 7 * DAY_MS,
  host: MINUTE_MS,
  question: MINUTE_MS,
  ledger: MINUTE_MS,
  manifest: 7 * DAY_MS,
  done: 7 * DAY_MS,
  'last-try': 7 * DAY_MS,
  order: MINUTE_MS,
};

/**
/**
 * How far the other's clock may be ahead, in what is said to whoever listens just now. It may be behind for as long, and then
 * the message has expired. So neither side takes the other for one that it can work with.
 */
const MAX_AHEAD_MS = MINUTE_MS;

/**
 * A message whose signature, age or kind is not accepted here. Nothing in its body was read.
 *
 * @example
 * const error = await pool.map(Math.sqrt, [4]).catch((reason: unknown) => reason);
 * if (error instanceof RefusedMessageError) console.log(error.reason);
 */
export class RefusedMessageError extends PoolError {
  override readonly code = 'ERR_POOL_MESSAGE_REFUSED';
  readonly reason: RefusalReason;

  constructor(refusal: { readonly reason: RefusalReason; readonly text: string }) {
    super(refusal.text);
    this.reason = refusal.reason;
  }
}

export class Signer {
  readonly #keyring: Keyring | undefined;
  readonly #pool: string;

  /** Without a keyring nothing is signed, and all that is well-formed and not signed is accepted. */
  constructor(keyring: Keyring | undefined, pool: string) {
    this.#keyring = keyring;
    this.#pool = pool;
  }

  /** `isElsewhere`: the message goes without its body, which is in the store. */
  sign(kind: MessageKind, headers: Headers, body: Uint8Array, isElsewhere = false): Message {
    const [keyring, pool] = [this.#keyring, this.#pool];
    const options = { kind, keyring, pool, nowMs: Date.now(), lifeMs: LIFE_MS[kind] };
    return isElsewhere
      ? signMessage({ headers, body: NOTHING }, { ...options, bodyElsewhere: body })
      : signMessage({ headers, body }, options);
  }

  /**
   * Checks the headers, and the body if it is here.
   *
   * @throws RefusedMessageError
   */
  verify(kind: MessageKind, message: Message): VerifiedMessage {
    const pool = this.#pool;
    // What hosts leave for each other only keeps them from running something twice.
    const keyring = kind === 'done' ? (this.#keyring?.withOwn ?? this.#keyring) : this.#keyring;
    const nowMs = Date.now();
    const longestMs = LIFE_MS[kind] === MINUTE_MS ? MINUTE_MS + MAX_AHEAD_MS : undefined;
    const verification = verifyMessage(message, { kind, keyring, pool, nowMs, longestMs });
    if (!verification.ok) throw new RefusedMessageError(verification.error);
    return verification.value;
  }

  /** As `verify`, for what may be missing, changed or a stranger's: then there is nothing. */
  find(kind: MessageKind, message: Message): VerifiedMessage | undefined {
    try {
      return this.verify(kind, message);
    } catch {
      return undefined;
    }
  }
}

const NOTHING = new Uint8Array(0);
