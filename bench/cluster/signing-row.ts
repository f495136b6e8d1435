/** What signing costs a message on each side: without a server, so that nothing else is in it. */
import { generateKeyPairSync } from 'node:crypto';
import { verifyMessage, signMessage } from '#dist/cluster/signing/signed-message.js';
import { type Keyring, pairedKeys, sharedKeys } from '#dist/cluster/signing/keyring.js';
import { SeenIds } from '#dist/cluster/signing/seen-ids.js';
import type { Figures } from './rows.ts';

const HEADERS = {
  job: 'a'.repeat(20),
  index: '12',
  count: '100',
  function: 'f'.repeat(64),
  reply: 'mh.x.r.abc',
};

export function signingFigures(): Figures {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const keyrings: Readonly<Record<string, Keyring>> = {
    'shared secret': sharedKeys(['a secret of the benchmark']),
    'key pair': pairedKeys({ sign: privateKey, verify: [publicKey] }),
  };
  const figures: Record<string, string> = {};
  for (const [name, keyring] of Object.entries(keyrings)) {
    figures[`${name}, 100 bytes`] = microsOf(keyring, 100, 20_000);
    figures[`${name}, 1 MiB`] = microsOf(keyring, 1024 ** 2, 200);
  }
  return figures;
}

/** Median of five runs. */
function microsOf(keyring: Keyring, bytes: number, count: number): string {
  const body = new Uint8Array(bytes);
  const options = { pool: 'bench', kind: 'chunk', keyring, nowMs: 0, lifeMs: 1000 };
  const runs = Array.from({ length: 5 }, () => {
    const seen = new SeenIds();
    const startedAtMs = performance.now();
    const signed = Array.from({ length: count }, () =>
      signMessage({ headers: HEADERS, body }, options),
    );
    const signedAtMs = performance.now();
    const accepted = signed.filter((message) => {
      const verified = verifyMessage(message, options);
      return verified.ok && seen.admit(verified.value.id, verified.value.expiresMs, options.nowMs);
    });
    if (accepted.length !== count) throw new Error('a message of its own was refused');
    return [signedAtMs - startedAtMs, performance.now() - signedAtMs] as const;
  });
  const [signMs, verifyMs] = [0, 1].map(
    (at) => runs.map((run) => run[at] ?? 0).toSorted((a, b) => a - b)[2] ?? 0,
  );
  const micros = (ms = 0): string => `${((ms * 1000) / count).toFixed(1)} µs`;
  return `${micros(signMs)} to sign, ${micros(verifyMs)} to verify`;
}
