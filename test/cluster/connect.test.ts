import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateKeyPairSync } from 'node:crypto';
import { resolveConnection } from '#dist/cluster/connect.js';
import type { Engine } from '#dist/cluster/engine/engine.js';

const KEY = 'a secret of the tests';

function pair(): { readonly sign: string; readonly verify: readonly string[] } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    sign: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, // as PEM is text
    verify: [publicKey.export({ type: 'spki', format: 'pem' }) as string],
  };
}

describe('resolveConnection', () => {
  it('takes one key, several, or a pair', () => {
    const server = 'nats://far.example:4222';

    for (const keys of [{ key: KEY }, { keys: [KEY, 'an older secret key'] }, { keys: pair() }]) {
      assert.ok(resolveConnection({ server, ...keys }, 'host').keyring !== undefined);
    }
  });

  it('refuses a server on another machine without a key', () => {
    assert.throws(() => resolveConnection({ server: 'nats://far.example:4222' }, 'host'), {
      code: 'ERR_POOL_OPTION',
    });
    const { keyring } = resolveConnection({ server: 'nats://127.0.0.1:4222' }, 'host');
    assert.equal(keyring, undefined);
  });

  it('refuses a missing server, two kinds of keys, and names that are no tokens', () => {
    const server = 'nats://127.0.0.1:4222';
    const bad = [{}, { server, key: KEY, keys: [KEY] }, { server, pool: 'a b' }];

    for (const options of bad) {
      assert.throws(() => resolveConnection(options, 'submitter'), { code: 'ERR_POOL_OPTION' });
    }
  });

  it('connects only when it is asked to, and tells another engine the role', async () => {
    const roles: string[] = [];
    const fake = {} as Engine; // it is only passed on
    const engine = async (role: string): Promise<Engine> => {
      roles.push(role);
      return fake;
    };

    const { open, pool } = resolveConnection({ engine }, 'host');
    const before = [...roles];

    assert.equal(await open(), fake);
    assert.deepEqual([before, roles, pool], [[], ['host'], 'default']);
  });
});
