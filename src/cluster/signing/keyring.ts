/**
 * The keys a program signs with and those whose signatures it accepts.
 *
 * Two kinds. A **shared secret** is known to submitters and hosts alike: simple, and whoever has it can
 * submit. With **key pairs** a submitter signs with its private key and hosts hold only the public one,
 * so a host that was broken into cannot submit; hosts sign results with a key of their own.
 *
 * A key is named by a hash of itself, so that two keys can be in use while one replaces the other: give
 * everybody the new one to verify with, then let submitters sign with it, then take the old one away.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hash,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import { OptionError } from '../../core/base/errors.ts';

export interface Signature {
  readonly keyId: string;
  readonly bytes: Buffer;
}

export type Verdict = 'good' | 'bad' | 'unknown-key';

export interface Keyring {
  /** The name of the key that `sign` uses. */
  readonly keyId: string;
  sign(text: string): Buffer;
  verify(text: string, signature: Signature): Verdict;
  /** With key pairs: the same, and what was signed with the own key. */
  readonly withOwn?: Keyring;
}

/**
 * Secrets known to both sides, of at least 16 bytes (`npx manyhands key FILE` makes a good one). The
 * first signs; all of them are accepted.
 * @throws {OptionError} for a secret that is too short, without showing it.
 */
export function sharedKeys(secrets: readonly string[]): Keyring {
  const keys = secrets.map(secretKey);
  const [first] = keys;
  if (first === undefined)
    throw new OptionError('keys must hold at least one key, but it was empty');
  const byId = new Map(keys.map((key) => [key.id, key.secret]));
  return {
    keyId: first.id,
    sign: (text) => hmac(first.secret, text),
    verify(text, { keyId, bytes }) {
      const secret = byId.get(keyId);
      if (secret === undefined) return 'unknown-key';
      const expected = hmac(secret, text);
      const isGood = bytes.length === expected.length && timingSafeEqual(bytes, expected);
      return isGood ? 'good' : 'bad';
    },
  };
}

/**
 * Ed25519 keys in PEM.
 *
 * @example
 * const [sign, host] = ['-----BEGIN PRIVATE KEY-----…', '-----BEGIN PUBLIC KEY-----…'];
 * await using pool = new ClusterPool({ server: 'tls://nats.example:4222', keys: { sign, verify: [host] } });
 */
export interface PairOptions {
  /** The private key this program signs with. */
  readonly sign: string;
  /** The public keys of those whose messages it accepts. */
  readonly verify: readonly string[];
}

/**
 * `acceptsOwn`: what was signed with the own key counts as well, as submitters need it: what one of them has kept
 * or cancelled is read by the next. A host must not: another that was broken into has the same key perhaps.
 *
 * @throws {OptionError} for something that is no Ed25519 key, without showing it.
 */
export function pairedKeys(
  options: PairOptions,
  { acceptsOwn = false }: { readonly acceptsOwn?: boolean } = {},
): Keyring {
  const mine = pemKey('keys.sign', options.sign, createPrivateKey);
  const own = createPublicKey(mine);
  const theirs = options.verify.map((pem) => pemKey('keys.verify', pem, createPublicKey));
  const accepted = acceptsOwn ? [...theirs, own] : theirs;
  const byId = new Map(accepted.map((key) => [idOfPublic(key), key]));
  return {
    ...(acceptsOwn ? {} : { withOwn: pairedKeys(options, { acceptsOwn: true }) }),
    keyId: idOfPublic(own),
    sign: (text) => sign(null, Buffer.from(text), mine),
    verify(text, { keyId, bytes }) {
      const key = byId.get(keyId);
      if (key === undefined) return 'unknown-key';
      return verify(null, Buffer.from(text), key, bytes) ? 'good' : 'bad';
    },
  };
}

function secretKey(secret: string): { id: string; secret: KeyObject } {
  const bytes = typeof secret === 'string' ? Buffer.from(secret) : Buffer.alloc(0);
  if (bytes.length < MIN_SECRET_BYTES) {
    throw new OptionError(
      `key must be a string of at least ${MIN_SECRET_BYTES} bytes, but it had ${bytes.length}: ` +
        'make one with `npx manyhands key FILE`',
    );
  }
  return { id: idOf(Buffer.concat([ID_SALT, bytes])), secret: createSecretKey(bytes) };
}

function pemKey(name: string, pem: string, read: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject | undefined;
  let cause: unknown;
  try {
    key = read(pem);
  } catch (error) {
    cause = error;
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new OptionError(
    `${name} must be an Ed25519 key in PEM, but it was ${key?.asymmetricKeyType ?? 'something else'}: ` +
      'make a pair with `npx manyhands key --pair FILE`',
    { cause },
  );
}

function hmac(secret: KeyObject, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function idOfPublic(key: KeyObject): string {
  return idOf(key.export({ type: 'spki', format: 'der' }));
}

function idOf(bytes: Buffer): string {
  return hash('sha256', bytes, 'hex').slice(0, 16);
}

const MIN_SECRET_BYTES = 16;
/** So that a key's name is no hash that the secret has anywhere else. */
const ID_SALT = Buffer.from('manyhands key id\n');
