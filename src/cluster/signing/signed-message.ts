/**
 * Signed messages: everything that goes through an engine says who sent it, what it is and until when it is
 * valid, and nobody can change it on the way.
 *
 *    sign:    headers + body ──► + version, pool, kind, byte order, id, expiry, hash of the body, key id ──► + signature
 *    verify:  version ─► byte order ─► form ─► signature ─► pool ─► kind ─► expiry ─► body
 *             └─ each may refuse, none deserialises anything ─┘
 *
 * A queue that carries code is remote execution for whoever can write to it: nothing that `verifyMessage` has
 * not accepted may be looked into. Pure: no I/O, no clock, no randomness but the id.
 *
 * The body may be elsewhere (too large for a message): then `verifyMessage` checks all but the body, whose
 * place is a signed header, and `checkBody` the rest once it is there.
 */
import { randomFillSync } from 'node:crypto';
import { endianness } from 'node:os';
import type { Headers, Message } from '../engine/engine.ts';
import { canonicalText, hashOf, isWellFormed, SIGNATURE } from './canonical.ts';
import type { Keyring } from './keyring.ts';
import type { Refusal, RefusalReason } from './refusal.ts';
import { describeRelease, RELEASE, WIRE } from './release.ts';

export interface SigningOptions {
  /** Where the message belongs: it is signed, so that none is copied into another pool of the same key. */
  readonly pool: string;
  /** What the message is, a token. It is signed, so that no message can stand for another. */
  readonly kind: string;
  /** `undefined`: not signed. Only for an engine that nobody else can reach. */
  readonly keyring: Keyring | undefined;
  readonly nowMs: number;
  /** How long the message is good. */
  readonly lifeMs: number;
  /** The body that is meant, where the message itself goes without. */
  readonly bodyElsewhere?: Uint8Array;
}

/** The message as it goes out. Headers of the names used here are replaced. */
export function signMessage(message: Message, options: SigningOptions): Message {
  const headers: Record<string, string> = {
    ...message.headers,
    [VERSION]: WIRE,
    [FROM]: RELEASE,
    [POOL]: options.pool,
    [KIND]: options.kind,
    [BYTE_ORDER]: endianness(),
    [ID]: newId(),
    [EXPIRES]: String(Math.ceil(options.nowMs + options.lifeMs)),
    [BODY]: hashOf(options.bodyElsewhere ?? message.body),
    [IS_ELSEWHERE]: options.bodyElsewhere === undefined ? 'no' : 'yes',
  };
  delete headers[SIGNATURE];
  delete headers[KEY];
  if (options.keyring === undefined) return { headers, body: message.body };
  headers[KEY] = options.keyring.keyId;
  const signature = options.keyring.sign(canonicalText(headers));
  headers[SIGNATURE] = signature.toString('base64url');
  return { headers, body: message.body };
}

export interface VerifyOptions {
  readonly pool: string;
  readonly kind: string;
  /** `undefined`: nothing is signed here, and what is signed comes from a program with other settings. */
  readonly keyring: Keyring | undefined;
  readonly nowMs: number;
  /** A message that is good for longer was made by a clock that is ahead. Default: any will do. */
  readonly longestMs?: number | undefined;
}

export type Verification =
  | { readonly ok: true; readonly value: VerifiedMessage }
  | { readonly ok: false; readonly error: Refusal };

export interface VerifiedMessage extends Message {
  /** Unique to this message. */
  readonly id: string;
  readonly expiresMs: number;
  /** The body is not here: fetch it, and let `checkBody` have a look. */
  readonly isBodyElsewhere: boolean;
}

export function verifyMessage(message: Message, options: VerifyOptions): Verification {
  const { headers, body } = message;
  const refusal =
    refusalOfForm(headers) ??
    refusalOfSignature(headers, options.keyring) ??
    refusalOfUse(headers, options);
  if (refusal !== undefined) return { ok: false, error: refusal };
  const isBodyElsewhere = headers[IS_ELSEWHERE] === 'yes';
  if (!isBodyElsewhere && !checkBody(headers, body)) {
    return refuse('body', 'its body is not the one that was sent');
  }
  const id = headers[ID] ?? '';
  const expiresMs = Number(headers[EXPIRES]);
  return { ok: true, value: { headers, body, id, expiresMs, isBodyElsewhere } };
}

/** Whether `body` is what the sender of these (accepted) headers meant. */
export function checkBody(headers: Headers, body: Uint8Array): boolean {
  return headers[BODY] === hashOf(body);
}

/** The version comes first: all that follows may be different in another one. */
function refusalOfForm(headers: Headers): Refusal | undefined {
  const version = headers[VERSION];
  if (version === undefined) return because('malformed', 'it is no message of manyhands');
  if (version !== WIRE) {
    const theirs = describeRelease(headers[FROM] ?? 'older', version); // nothing said it before wire 11
    return because(
      'version',
      `it comes from ${theirs}, and this is ${describeRelease()}: they do not work together, ` +
        'so each needs hosts and submitters of its own wire',
    );
  }
  if (!isWellFormed(headers) || !REQUIRED.every((name) => headers[name] !== undefined)) {
    return because('malformed', 'it is no message of manyhands');
  }
  if (headers[BYTE_ORDER] !== endianness()) {
    return because(
      'byte-order',
      `it was written on a machine of the other byte order (ours is ${endianness()})`,
    );
  }
  return undefined;
}

function refusalOfSignature(headers: Headers, keyring: Keyring | undefined): Refusal | undefined {
  const { [KEY]: keyId, [SIGNATURE]: signature } = headers;
  if (keyring === undefined) {
    if (keyId === undefined) return undefined;
    return because('unknown-key', `it is signed with key ${quote(keyId)}, and we have no key`);
  }
  if (keyId === undefined || signature === undefined) {
    return because('unsigned', 'it is not signed: its sender has no key, or is none of ours');
  }
  const bytes = Buffer.from(signature, 'base64url');
  switch (keyring.verify(canonicalText(headers), { keyId, bytes })) {
    case 'good':
      return undefined;
    case 'unknown-key':
      return because(
        'unknown-key',
        `it is signed with key ${quote(keyId)}, which is not among ours`,
      );
    case 'bad':
      return because(
        'signature',
        'its signature does not fit: it was changed on the way, or forged',
      );
  }
}

function refusalOfUse(headers: Headers, options: VerifyOptions): Refusal | undefined {
  const { pool, kind, nowMs, longestMs = Number.POSITIVE_INFINITY } = options;
  if (headers[POOL] !== pool) {
    return because(
      'pool',
      `it was sent to pool ${quote(headers[POOL] ?? '')}, and this is '${pool}'`,
    );
  }
  if (headers[KIND] !== kind) {
    return because('kind', `it is a ${quote(headers[KIND] ?? '')} where a ${kind} belongs`);
  }
  const expiresMs = Number(headers[EXPIRES]);
  if (!(expiresMs > nowMs) || expiresMs - nowMs > longestMs) {
    const why = expiresMs > nowMs ? 'the clocks differ' : 'too old, or the clocks differ';
    return because(
      'expired',
      `it is good until ${describeTime(expiresMs)}, and here it is ${describeTime(nowMs)}: ${why}`,
    );
  }
  return undefined;
}

function refuse(reason: RefusalReason, text: string): Verification {
  return { ok: false, error: because(reason, text) };
}

function because(reason: RefusalReason, text: string): Refusal {
  return { reason, text: `the message was refused: ${text}` };
}

/** What strangers wrote is shown in small. */
function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}

function describeTime(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15
    ? `${new Date(ms).toISOString().slice(0, 16)}Z`
    : 'no time at all';
}

/** 16 random bytes. Taken from a buffer: asking the system for each costs more than the signature. */
function newId(): string {
  if (nextRandom === RANDOM.length) {
    randomFillSync(RANDOM);
    nextRandom = 0;
  }
  nextRandom += ID_BYTES;
  return RANDOM.toString('base64url', nextRandom - ID_BYTES, nextRandom);
}

const ID_BYTES = 16;
const RANDOM = Buffer.alloc(ID_BYTES * 256);
let nextRandom = RANDOM.length;

/** These two keep their names and their meaning in all versions. */
const VERSION = 'Mh-Version';
const FROM = 'Mh-From';
const POOL = 'Mh-Pool';
const KIND = 'Mh-Kind';
/** Packed lists travel in the byte order of the machine that wrote them. */
const BYTE_ORDER = 'Mh-Byte-Order';
const ID = 'Mh-Id';
const EXPIRES = 'Mh-Expires';
const BODY = 'Mh-Body';
const IS_ELSEWHERE = 'Mh-Elsewhere';
const KEY = 'Mh-Key';
const REQUIRED = [POOL, KIND, BYTE_ORDER, ID, EXPIRES, BODY, IS_ELSEWHERE];
