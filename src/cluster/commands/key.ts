/** `manyhands key`: makes the keys of a cluster, in files that nobody else can read. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { OptionError } from '../../core/base/errors.ts';
import { pairedKeys, sharedKeys } from '../signing/keyring.ts';
import { onlyArgument } from './access.ts';

export const KEY_HELP: string = `manyhands key FILE: make the secret that submitters and hosts sign with, for --key-file

  --pair            a key pair: FILE is for --sign-key, FILE.pub for the --verify-key of the others

Nobody else can read FILE (mode 600), and a file that is there is left alone. To replace a key, start all programs, one after
another, with --key-file OLD --key-file NEW, then with NEW before OLD, then with NEW alone.`;

export async function key(argv: readonly string[]): Promise<void> {
  const options = { pair: { type: 'boolean' } } as const;
  const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const file = onlyArgument(positionals, 'key takes one file, which it makes');
  const id = values.pair === true ? makePair(file) : makeSecret(file);
  console.log(`key ${id} is in ${file}`);
}

function makeSecret(file: string): string {
  const secret = randomBytes(32).toString('base64');
  write(file, secret, 0o600);
  return sharedKeys([secret]).keyId;
}

function makePair(file: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  write(file, privateKey, 0o600);
  write(`${file}.pub`, publicKey, 0o644);
  return pairedKeys({ sign: privateKey, verify: [publicKey] }).keyId;
}

function write(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, `${text.trimEnd()}\n`, { mode, flag: 'wx' });
  } catch (cause) {
    const isThere = (cause as { code?: unknown }).code === 'EEXIST';
    const why = isThere ? 'is there already, and is left alone' : 'could not be written';
    throw new OptionError(`the key file '${file}' ${why}`, { cause });
  }
}
