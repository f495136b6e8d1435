/** The flags that all commands of a cluster share, and what they mean. */
import { readFileSync } from 'node:fs';
import { OptionError } from '../../core/base/errors.ts';
import type { ConnectionOptions } from '../connect.ts';

/** For `util.parseArgs`. */
export const CONNECTION_FLAGS = {
  server: { type: 'string' },
  pool: { type: 'string' },
  'key-file': { type: 'string' },
  creds: { type: 'string' },
  ca: { type: 'string' },
  cert: { type: 'string' },
  'cert-key': { type: 'string' },
} as const;

/** What a user reads of them. */
export const CONNECTION_HELP = `  --server URL      the NATS server; default $MANYHANDS_SERVER or nats://127.0.0.1:4222
  --pool NAME       default 'default'
  --key-file FILE   holds the secret that all sign with; default: $MANYHANDS_KEY
  --creds FILE      a NATS .creds file
  --ca, --cert, --cert-key FILE   TLS, in PEM`;

export type ConnectionFlags = { readonly [name in keyof typeof CONNECTION_FLAGS]?: string };

/** A key is never a flag: everybody on the machine can read the flags of a program. */
export function connectionOf(flags: ConnectionFlags): ConnectionOptions {
  const { MANYHANDS_SERVER, MANYHANDS_KEY } = process.env;
  const key = flags['key-file'] === undefined ? MANYHANDS_KEY : readKey(flags['key-file']);
  const { ca, cert, 'cert-key': certKey } = flags;
  const hasTls = ca !== undefined || cert !== undefined;
  return {
    server: flags.server ?? MANYHANDS_SERVER ?? 'nats://127.0.0.1:4222',
    pool: flags.pool,
    key,
    credentials: flags.creds === undefined ? undefined : { file: flags.creds },
    tls: hasTls
      ? {
          ...(ca === undefined ? {} : { caFile: ca }),
          ...(cert === undefined ? {} : { certFile: cert }),
          ...(certKey === undefined ? {} : { keyFile: certKey }),
        }
      : undefined,
  };
}

function readKey(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new OptionError(`the key file '${file}' could not be read`, { cause });
  }
}
