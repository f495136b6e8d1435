/** Options of the NATS engine: what is refused, and what is read out of an address. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type NatsEngineOptions,
  resolveNatsOptions,
} from '#dist/cluster/engine/nats/nats-options.js';

const GOOD: NatsEngineOptions = { server: 'nats://10.0.0.1:4000', pool: 'p', role: 'host' };

function refused(changes: Record<string, unknown>, message: RegExp): void {
  // The cast: what a caller without types may hand in.
  const options = { ...GOOD, ...changes } as NatsEngineOptions;
  assert.throws(() => resolveNatsOptions(options), { code: 'ERR_POOL_OPTION', message });
}

describe('Options of the NATS engine', () => {
  it('have defaults, and leave open what the pool on the server decides', () => {
    const { duplicateWindowMs, ackWaitMs, partitions, connection } = resolveNatsOptions(GOOD);

    assert.deepEqual([duplicateWindowMs, ackWaitMs, partitions], [120_000, undefined, undefined]);
    assert.deepEqual(connection.servers, ['10.0.0.1:4000']);
    assert.equal(connection.tls, undefined);
  });

  it('are refused by name', () => {
    refused({ servers: 'x' }, /unknown option 'servers'.*allowed are server, /);
    refused({ pool: 'a.b' }, /pool must be/);
    refused({ pool: undefined }, /pool must be/);
    refused({ role: 'boss' }, /role must be 'submitter' or 'host', but it was "boss"/);
    refused({ replicas: 2 }, /replicas must be 1, 3 or 5, but it was 2/);
    refused({ partitions: 0 }, /partitions must be an integer of at least 1/);
    refused({ ackWaitMs: '5' }, /ackWaitMs must be/);
    refused({ publishTimeoutMs: -1 }, /publishTimeoutMs must be/);
    refused({ server: [] }, /server must name a server/);
    for (const server of ['http://x', 'nats://', 7, undefined])
      refused({ server }, /server must look like/);
    refused({ credentials: { name: 'x' } }, /credentials must be \{ user, password \}/);
    refused(
      { credentials: { file: '/nowhere/x.creds' } },
      /file '\/nowhere\/x\.creds' could not be read/,
    );
  });

  it('take the port, TLS and the user from the address', () => {
    const server = ['localhost', 'tls://me:s%40cret@example.org'];

    const { connection } = resolveNatsOptions({ ...GOOD, server });

    assert.deepEqual(connection.servers, ['localhost:4222', 'example.org:4222']);
    assert.deepEqual([connection.user, connection.pass, connection.tls], ['me', 's@cret', {}]);
  });

  it('take a lone name in the address for a token', () => {
    const { connection } = resolveNatsOptions({ ...GOOD, server: 'nats://t0ken@localhost' });

    assert.equal(connection.token, 't0ken');
  });

  it('let credentials overrule the address', () => {
    const credentials = { user: 'you', password: 'pw' };

    const { connection } = resolveNatsOptions({
      ...GOOD,
      server: 'nats://me:x@localhost',
      credentials,
    });

    assert.deepEqual([connection.user, connection.pass], ['you', 'pw']);
  });
});
