/**
 * The envelope as submitters and hosts use it: one set of keys, one life and one rule about repetition
 * for each kind of message.
 */
import { PoolError } from '../../core/base/errors.ts';
import type { Headers, Message } from '../engine/engine.ts';
import { checkBody, open, seal } from '../envelope/envelope.ts';
import type { Keyring } from '../envelope/keyring.ts';
import type { RefusalReason } from '../envelope/refusal.ts';
import { SeenIds } from '../envelope/seen-ids.ts';

/** `chunk` and `result` speak for themselves; `cancel`: a job is off; `host`: a host's card. */
export type ParcelKind = 'chunk' | 'result' | 'cancel' | 'host';

const DAY_MS = 24 * 3_600_000;
/** As long as the engine keeps what waits; what is said at this moment is good for a minute. */
const LIFE_MS: Readonly<Record<ParcelKind, number>> = {
  chunk: 7 * DAY_MS,
  result: 7 * DAY_MS,
  cancel: 60_000,
  host: 60_000,
};

/** A message that is not to be believed, or not by us. Nothing in it was read. */
export class RefusedMessageError extends PoolError {
  override readonly code = 'ERR_POOL_MESSAGE_REFUSED';
  readonly reason: RefusalReason;

  constructor(refusal: { readonly reason: RefusalReason; readonly text: string }) {
    super(refusal.text);
    this.reason = refusal.reason;
  }
}

export class Seal {
  readonly #keyring: Keyring | undefined;
  readonly #seen = new SeenIds();

  /** Without a keyring nothing is signed and everything well-formed is believed. */
  constructor(keyring: Keyring | undefined) {
    this.#keyring = keyring;
  }

  /** `bodyElsewhere`: the message goes without its body, which lies in the store. */
  seal(kind: ParcelKind, headers: Headers, body: Uint8Array, isElsewhere = false): Message {
    const options = { kind, keyring: this.#keyring, nowMs: Date.now(), lifeMs: LIFE_MS[kind] };
    return isElsewhere
      ? seal({ headers, body: NOTHING }, { ...options, bodyElsewhere: body })
      : seal({ headers, body }, options);
  }

  /**
   * Checks the headers, and the body if it is here. `isFirst`: the same message may not come twice.
   *
   * @throws RefusedMessageError
   */
  unseal(kind: ParcelKind, message: Message, isFirst = false): Message {
    const opened = open(message, {
      kind,
      keyring: this.#keyring,
      nowMs: Date.now(),
      seen: isFirst ? this.#seen : undefined,
    });
    if (!opened.ok) throw new RefusedMessageError(opened.error);
    return opened.value;
  }

  /** @throws RefusedMessageError if `body` is not what the sender of `headers` meant */
  checkBody(headers: Headers, body: Uint8Array): void {
    if (checkBody(headers, body)) return;
    const text = 'the message was refused: what lies in the store is not its body';
    throw new RefusedMessageError({ reason: 'body', text });
  }
}

const NOTHING = new Uint8Array(0);
