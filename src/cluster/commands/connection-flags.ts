/** The flags that all commands of a cluster share, and what they mean. */
import type { ConnectionOptions } from '../connect.ts';
import { OptionError } from '../../core/base/errors.ts';
import { readSecret, readText } from './key-files.ts';

/** For `util.parseArgs`. */
export const CONNECTION_FLAGS = {
  server: { type: 'string' },
  pool: { type: 'string' },
  'key-file': { type: 'string', multiple: true },
  'sign-key': { type: 'string' },
  'verify-key': { type: 'string', multiple: true },
  'credentials-file': { type: 'string' },
  creds: { type: 'string' },
  ca: { type: 'string' },
  cert: { type: 'string' },
  'cert-key': { type: 'string' },
} as const;

/** What a user reads of them. */
export const CONNECTION_HELP = `  --server URL      the NATS server; default $MANYHANDS_SERVER or nats://127.0.0.1:4222
  --pool NAME       default 'default'
  --key-file FILE   holds the secret that all sign with; default: $MANYHANDS_KEY. Several, while one replaces
                    another: the first signs, all are accepted
  --sign-key FILE, --verify-key FILE   a key of its own to sign with, and those of the others (one or several)
  --credentials-file FILE   holds 'user:password' or a token: what stands in --server, everybody on the machine can read
  --creds FILE      a NATS .creds file
  --ca, --cert, --cert-key FILE   TLS, in PEM`;

type Parsed<Flag> = Flag extends { multiple: true } ? readonly string[] : string;

export type ConnectionFlags = {
  readonly [name in keyof typeof CONNECTION_FLAGS]?: Parsed<(typeof CONNECTION_FLAGS)[name]>;
};

/** A key is never a flag: everybody on the machine can read the flags of a program. */
export function connectionOf(flags: ConnectionFlags): ConnectionOptions {
  const { MANYHANDS_SERVER } = process.env;
  const { ca, cert, 'cert-key': certKey } = flags;
  const hasTls = ca !== undefined || cert !== undefined;
  return {
    server: flags.server ?? MANYHANDS_SERVER ?? 'nats://127.0.0.1:4222',
    pool: flags.pool,
    ...keysOf(flags),
    credentials: credentialsOf(flags),
    tls: hasTls
      ? {
          ...(ca === undefined ? {} : { caFile: ca }),
          ...(cert === undefined ? {} : { certFile: cert }),
          ...(certKey === undefined ? {} : { keyFile: certKey }),
        }
      : undefined,
  };
}

function credentialsOf({
  creds,
  'credentials-file': file,
}: ConnectionFlags): ConnectionOptions['credentials'] {
  if (creds !== undefined && file !== undefined) {
    throw new OptionError('--creds and --credentials-file were both given: give one of them');
  }
  if (creds !== undefined) return { file: creds };
  if (file === undefined) return undefined;
  const text = readSecret(file);
  const colon = text.indexOf(':');
  if (colon < 0) return { token: text };
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function keysOf(flags: ConnectionFlags): Pick<ConnectionOptions, 'key' | 'keys'> {
  const { 'key-file': files, 'sign-key': sign, 'verify-key': verify } = flags;
  if ((sign === undefined) !== (verify === undefined)) {
    throw new OptionError('--sign-key and --verify-key belong together: one alone is not enough');
  }
  if (sign !== undefined && files !== undefined) {
    throw new OptionError('--key-file and --sign-key were both given: give one of them');
  }
  if (sign !== undefined) {
    return { keys: { sign: readSecret(sign), verify: (verify ?? []).map(readText) } };
  }
  if (files !== undefined) return { keys: files.map(readSecret) };
  return { key: process.env['MANYHANDS_KEY'] };
}
