/** What it takes to reach a pool on a NATS server: options, their defaults, their checks. */
import { readFileSync } from 'node:fs';
import { credsAuthenticator, nkeyAuthenticator } from '@nats-io/transport-node';
import type { NodeConnectionOptions } from '@nats-io/transport-node';
import { checkInteger, checkMs, checkNames, refused } from '../../../core/base/check.ts';
import { OptionError } from '../../../core/base/errors.ts';
import { checkToken } from '../names.ts';
import { withoutPassword } from './loopback.ts';
import type { Role } from './subjects.ts';

export interface NatsEngineOptions {
  /** `nats://host:port`, `tls://host:port`, or several of one cluster. A user may stand in it. */
  readonly server: string | readonly string[];
  /** Which pool on that server: a token. Pools of different names have nothing in common. */
  readonly pool: string;
  /** Submitters create what is missing on the server; hosts wait for it. */
  readonly role: Role;
  readonly credentials?: Credentials;
  readonly tls?: TlsFiles;
  /** In how many streams the queue is cut. Default 1; more only past some 10,000 chunks/s. */
  readonly partitions?: number;
  /** On how many servers each message is kept: 1 (the default), 3 or 5. */
  readonly replicas?: number;
  /** How long a host may be silent about a chunk before another gets it. Default 15,000 ms. */
  readonly ackWaitMs?: number;
  /** How often a chunk is given to hosts before it is called poison. Default 5. */
  readonly maxDeliveries?: number;
  /** For how long the same id counts once. Default 120,000 ms. */
  readonly duplicateWindowMs?: number;
  /** How much the queue holds before it is full, over all partitions. Default 1 GiB. */
  readonly maxQueueBytes?: number;
  /** For how long results and bodies are kept that were not deleted. Default seven days. */
  readonly keepMs?: number;
  /** How long a publish may stay unconfirmed before it is sent again. Default 1,000 ms. */
  readonly publishTimeoutMs?: number;
  /** How long a listener may take to acknowledge a reply. Default 5,000 ms. */
  readonly replyTimeoutMs?: number;
  /** How long the first connection may take. Default 5,000 ms. */
  readonly connectTimeoutMs?: number;
  /** A connection over which nothing comes is given up after two to three times this. Default 5,000 ms. */
  readonly pingIntervalMs?: number;
}

/**
 * How a program shows who it is: one of these.
 *
 * @example
 * const credentials: Credentials = { file: '/run/secrets/submitter.creds' };
 * await using cluster = new ClusterPool({ server: 'tls://nats.example:4222', pool: 'demo', credentials });
 */
export type Credentials =
  | { readonly user: string; readonly password: string }
  | { readonly token: string }
  /** A `.creds` file: a signed user and its key. */
  | { readonly file: string }
  /** The seed of an nkey. */
  | { readonly seed: string };

/**
 * Files in PEM. An empty object asks for TLS with the system's authorities.
 *
 * @example
 * const tls: TlsFiles = { caFile: '/etc/ssl/our-ca.pem' };
 * await using cluster = new ClusterPool({ server: 'tls://nats.example:4222', pool: 'demo', tls });
 */
export interface TlsFiles {
  /** The authority that signed the server's certificate. */
  readonly caFile?: string;
  /** This program's own certificate and key, where the server asks for one. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** All options, with every default in its place; `undefined` adopts what the server has. */
export type ResolvedNatsOptions = ReturnType<typeof resolveNatsOptions>;

const NAMES: Record<keyof NatsEngineOptions, true> = {
  server: true,
  pool: true,
  role: true,
  credentials: true,
  tls: true,
  partitions: true,
  replicas: true,
  ackWaitMs: true,
  maxDeliveries: true,
  duplicateWindowMs: true,
  maxQueueBytes: true,
  keepMs: true,
  publishTimeoutMs: true,
  replyTimeoutMs: true,
  connectTimeoutMs: true,
  pingIntervalMs: true,
};

/** @throws {OptionError} for an option that is unknown or has a bad value. */
export function resolveNatsOptions(
  given: NatsEngineOptions,
): Required<Omit<NatsEngineOptions, Adopted | 'credentials' | 'tls'>> &
  Pick<NatsEngineOptions, Adopted> & { readonly connection: NodeConnectionOptions } {
  const options = checkNames('options', given, Object.keys(NAMES));
  if (options.role !== 'submitter' && options.role !== 'host') {
    throw refused('role', options.role, "must be 'submitter' or 'host'");
  }
  for (const name of COUNTS) if (options[name] !== undefined) checkInteger(name, options[name], 1);
  const replicas = options.replicas;
  if (replicas !== undefined && ![1, 3, 5].includes(replicas)) {
    throw refused('replicas', replicas, 'must be 1, 3 or 5');
  }
  const ms = (name: Times, byDefault: number): number => checkMs(name, options[name] ?? byDefault);
  const resolved = {
    ...options,
    pool: checkToken('pool', options.pool),
    duplicateWindowMs: ms('duplicateWindowMs', 120_000),
    maxQueueBytes: options.maxQueueBytes ?? 1024 ** 3,
    keepMs: ms('keepMs', 7 * 24 * 3_600_000),
    publishTimeoutMs: ms('publishTimeoutMs', 1000),
    replyTimeoutMs: ms('replyTimeoutMs', 5000),
    connectTimeoutMs: ms('connectTimeoutMs', 5000),
    pingIntervalMs: ms('pingIntervalMs', 5000),
  };
  return { ...resolved, connection: connectionOptions(options, resolved) };
}

/** What the first submitter decides, and all others take from the server unless they say it. */
export type Adopted = 'partitions' | 'replicas' | 'ackWaitMs' | 'maxDeliveries';
type Times =
  | 'duplicateWindowMs'
  | 'keepMs'
  | 'publishTimeoutMs'
  | 'replyTimeoutMs'
  | 'connectTimeoutMs'
  | 'pingIntervalMs';

const COUNTS = ['partitions', 'replicas', 'ackWaitMs', 'maxDeliveries', 'maxQueueBytes'] as const;

function connectionOptions(
  options: NatsEngineOptions,
  times: { readonly connectTimeoutMs: number; readonly pingIntervalMs: number },
): NodeConnectionOptions {
  const servers = [options.server].flat().map(parseServer);
  if (servers.length === 0) throw refused('server', options.server, 'must name a server');
  const named = servers.find(({ credentials }) => credentials !== undefined)?.credentials;
  const wantsTls = options.tls !== undefined || servers.some(({ isTls }) => isTls);
  return {
    servers: servers.map(({ address }) => address),
    name: `manyhands ${options.role} of ${options.pool}`,
    timeout: times.connectTimeoutMs,
    // It comes back by itself for as long as it takes, and soon.
    maxReconnectAttempts: -1,
    reconnectTimeWait: 250,
    pingInterval: times.pingIntervalMs,
    maxPingOut: 2,
    // Stacks for each request cost more than the request.
    noAsyncTraces: true,
    ...authentication(options.credentials ?? named),
    ...(wantsTls ? { tls: { ...options.tls } } : {}),
  };
}

interface ParsedServer {
  readonly address: string;
  readonly isTls: boolean;
  readonly credentials: Credentials | undefined;
}

function parseServer(server: unknown): ParsedServer {
  const text = typeof server === 'string' && !server.includes('://') ? `nats://${server}` : server;
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['nats:', 'tls:'].includes(url.protocol) || url.hostname === '') {
    const shown = typeof server === 'string' ? withoutPassword(server) : server;
    throw refused('server', shown, "must look like 'nats://host:4222' or 'tls://host:4222'");
  }
  const [user, password] = [url.username, url.password].map(decodeURIComponent) as [string, string];
  return {
    address: `${url.hostname}:${url.port === '' ? '4222' : url.port}`,
    isTls: url.protocol === 'tls:',
    credentials: user === '' ? undefined : password === '' ? { token: user } : { user, password },
  };
}

function authentication(credentials: Credentials | undefined): NodeConnectionOptions {
  if (credentials === undefined) return {};
  if ('user' in credentials) return { user: credentials.user, pass: credentials.password };
  if ('token' in credentials) return { token: credentials.token };
  if ('seed' in credentials) {
    return { authenticator: nkeyAuthenticator(new TextEncoder().encode(credentials.seed)) };
  }
  if ('file' in credentials) return { authenticator: credsAuthenticator(read(credentials.file)) };
  throw refused(
    'credentials',
    credentials,
    'must be { user, password }, { token }, { file } or { seed }',
  );
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new OptionError(`the credentials file '${file}' could not be read`, { cause: error });
  }
}
