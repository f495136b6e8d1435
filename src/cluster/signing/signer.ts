/**
 * Signs and verifies messages as submitters and hosts need it: one set of keys, and for each kind of message
 * how long it is valid and whether it may come twice.
 */
import { PoolError } from '../../core/base/errors.ts';
import type { Headers, Message } from '../engine/engine.ts';
import type { Keyring } from './keyring.ts';
import type { RefusalReason } from './refusal.ts';
import { SeenIds } from './seen-ids.ts';
import { checkBody, signMessage, verifyMessage } from './signed-message.ts';

/** `cancel`: a job is cancelled; `host`: what a host says of itself; `order`: what a host is told to do. */
export type MessageKind = 'chunk' | 'result' | 'cancel' | 'host' | 'order';

const DAY_MS = 24 * 3_600_000;
/** Chunks and results are valid as long as the engine keeps them; announcements for a minute. */
const LIFE_MS: Readonly<Record<MessageKind, number>> = {
  chunk: 7 * DAY_MS,
  result: 7 * DAY_MS,
  cancel: 60_000,
  host: 60_000,
  order: 60_000,
};

/** A message whose signature, age or kind is not accepted here. Nothing in its body was read. */
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
  readonly #seen = new SeenIds();

  /** Without a keyring nothing is signed and everything well-formed is accepted. */
  constructor(keyring: Keyring | undefined) {
    this.#keyring = keyring;
  }

  /** `isElsewhere`: the message goes without its body, which is in the store. */
  sign(kind: MessageKind, headers: Headers, body: Uint8Array, isElsewhere = false): Message {
    const options = { kind, keyring: this.#keyring, nowMs: Date.now(), lifeMs: LIFE_MS[kind] };
    return isElsewhere
      ? signMessage({ headers, body: NOTHING }, { ...options, bodyElsewhere: body })
      : signMessage({ headers, body }, options);
  }

  /**
   * Checks the headers, and the body if it is here. `isFirst`: the same message may not come twice.
   *
   * @throws RefusedMessageError
   */
  verify(kind: MessageKind, message: Message, isFirst = false): Message {
    const verification = verifyMessage(message, {
      kind,
      keyring: this.#keyring,
      nowMs: Date.now(),
      seen: isFirst ? this.#seen : undefined,
    });
    if (!verification.ok) throw new RefusedMessageError(verification.error);
    return verification.value;
  }

  /** @throws RefusedMessageError if `body` is not what the sender of `headers` meant */
  checkBody(headers: Headers, body: Uint8Array): void {
    if (checkBody(headers, body)) return;
    const text = 'the message was refused: what the store has is not its body';
    throw new RefusedMessageError({ reason: 'body', text });
  }
}

const NOTHING = new Uint8Array(0);
