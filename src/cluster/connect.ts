/** What it takes to reach a cluster: the options that submitters and hosts share, and their check. */
import { checkFunction, ownOptions, refused } from '../core/base/check.ts';
import { OptionError } from '../core/base/errors.ts';
import type { Engine, WhileWaiting } from './engine/engine.ts';
import { checkToken } from './engine/names.ts';
import { requireKeyPastLoopback } from './engine/nats/loopback.ts';
import type { Credentials, TlsFiles } from './engine/nats/nats-options.ts';
import { openNatsEngine } from './engine/nats/open-nats-engine.ts';
import type { Role } from './engine/nats/subjects.ts';
import { type Keyring, type PairOptions, pairedKeys, sharedKeys } from './signing/keyring.ts';

/**
 * How to reach a cluster. Submitters and hosts of one pool give the same.
 *
 * @example
 * const connection: ConnectionOptions = { server: 'tls://nats.example:4222', key: 'a secret of 16 bytes or more' };
 * await using pool = new ClusterPool({ ...connection, pool: 'demo' });
 */
export interface ConnectionOptions {
  /** `'nats://host:4222'`, `'tls://…'`, or several of one NATS cluster. */
  readonly server?: string | readonly string[] | undefined;
  /** Which pool on that server: letters, digits, `_` and `-`. Default: `'default'`. */
  readonly pool?: string | undefined;
  /**
   * The secret that submitters and hosts sign with, of at least 16 bytes. Without one (or `keys`) only a
   * server on this machine is accepted.
   */
  readonly key?: string | undefined;
  /**
   * Several secrets while one replaces another (the first signs), or Ed25519 keys in PEM, so that hosts
   * hold no key that can submit.
   */
  readonly keys?: readonly string[] | PairOptions | undefined;
  /** Who this program is to the server. A user may also stand in `server`. */
  readonly credentials?: Credentials | undefined;
  /** Files in PEM; `{}`: TLS with the system's authorities. */
  readonly tls?: TlsFiles | undefined;
  /** In how many streams the queue is cut; the first submitter decides. Default: 1. */
  readonly partitions?: number | undefined;
  /** On how many servers each message is kept: 1, 3 or 5; the first submitter decides. Default: 1. */
  readonly replicas?: number | undefined;
  /** How long a host may be silent about a chunk before another gets it, in ms. Default: 15,000. */
  readonly ackWait?: number | undefined;
  /** How often a chunk is given to hosts before it fails. Default: 5. */
  readonly maxDeliveries?: number | undefined;
  /** How long the first connection may take, in ms. Default: 5,000. */
  readonly connectTimeout?: number | undefined;
  /** Another engine than NATS: opens it for a program with this role. In place of `server`. */
  readonly engine?: ((role: 'submitter' | 'host') => Promise<Engine>) | undefined;
}

export const CONNECTION_NAMES: readonly (keyof ConnectionOptions)[] = [
  'server',
  'pool',
  'key',
  'keys',
  'credentials',
  'tls',
  'partitions',
  'replicas',
  'ackWait',
  'maxDeliveries',
  'connectTimeout',
  'engine',
];

/** Checked options. Nothing has been connected yet: `open` does that. */
export interface ResolvedConnection {
  readonly pool: string;
  readonly keyring: Keyring | undefined;
  readonly open: (whileWaiting?: WhileWaiting) => Promise<Engine>;
}

/** @throws OptionError */
export function resolveConnection(given: ConnectionOptions, role: Role): ResolvedConnection {
  const options = ownOptions(given);
  const pool = checkToken('pool', options.pool ?? 'default');
  const keyring = resolveKeys(options, role);
  const { engine, server } = options;
  if (engine !== undefined) {
    checkFunction('engine', engine);
    return { pool, keyring, open: async () => await engine(role) };
  }
  if (server === undefined) {
    throw new OptionError(
      "server is missing: give the address of the cluster's NATS server, such as 'nats://127.0.0.1:4222'",
    );
  }
  requireKeyPastLoopback(server, { hasKey: keyring !== undefined });
  const open: ResolvedConnection['open'] = async (whileWaiting) =>
    await openNatsEngine(natsOptions(), whileWaiting);
  return { pool, keyring, open };

  function natsOptions(): Parameters<typeof openNatsEngine>[0] {
    const { partitions, replicas, ackWait, maxDeliveries } = options;
    const { connectTimeout } = options;
    const credentials = options.credentials && ownOptions(options.credentials);
    const tls = options.tls && ownOptions(options.tls);
    return {
      server: server as string | readonly string[], // it is there: see above
      pool,
      role,
      ...(credentials === undefined ? {} : { credentials }),
      ...(tls === undefined ? {} : { tls }),
      ...(partitions === undefined ? {} : { partitions }),
      ...(replicas === undefined ? {} : { replicas }),
      ...(ackWait === undefined ? {} : { ackWaitMs: ackWait }),
      ...(maxDeliveries === undefined ? {} : { maxDeliveries }),
      ...(connectTimeout === undefined ? {} : { connectTimeoutMs: connectTimeout }),
    };
  }
}

function resolveKeys({ key, keys }: ConnectionOptions, role: Role): Keyring | undefined {
  if (key !== undefined && keys !== undefined) {
    throw new OptionError('key and keys were both given: give one of them');
  }
  if (key !== undefined) return sharedKeys([key]);
  if (keys === undefined) return undefined;
  if (Array.isArray(keys)) return sharedKeys(keys as readonly string[]);
  if (typeof keys === 'object' && 'sign' in keys && 'verify' in keys)
    return pairedKeys(keys, { acceptsOwn: role === 'submitter' });
  throw refused('keys', typeof keys, 'must be an array of secrets or { sign, verify }');
}
