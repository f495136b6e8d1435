/** The rule that keeps unsigned messages on one machine. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isLoopback,
  requireKeyPastLoopback,
  withoutPassword,
} from '#dist/cluster/engine/nats/loopback.js';

const HERE = [
  'localhost',
  'localhost:4222',
  'nats://localhost:4222',
  'tls://127.0.0.1',
  'nats://127.8.8.8:1',
  'nats://user:pass@127.0.0.1:4222',
  'nats://[::1]:4222',
];
const ELSEWHERE = [
  'nats://10.0.0.1:4222',
  'nats://example.org',
  'nats://127.0.0.1.example.org',
  'nats://localhost.example.org',
  'nats://127.0.0.1@example.org',
  'nats://0.0.0.0:4222',
  'nats://[::]:4222',
  'not a server',
  '',
];

describe('requireKeyPastLoopback', () => {
  it('asks for no key where the server is on this machine', () => {
    for (const server of HERE) {
      assert.equal(isLoopback(server), true, server);
      requireKeyPastLoopback(server, { hasKey: false });
    }
  });

  it('refuses to go anywhere else without one', () => {
    for (const server of ELSEWHERE) {
      assert.equal(isLoopback(server), false, server);
      assert.throws(() => requireKeyPastLoopback(server, { hasKey: false }), {
        code: 'ERR_POOL_OPTION',
        message: /key is missing, and .* is not on this machine: .*`npx manyhands key/,
      });
      requireKeyPastLoopback(server, { hasKey: true });
    }
  });

  it('refuses if only one of several servers is elsewhere', () => {
    const servers = ['nats://localhost', 'nats://10.0.0.1'];

    assert.throws(() => requireKeyPastLoopback(servers, { hasKey: false }), /10\.0\.0\.1/);
  });

  it('shows nothing before the last @ of a server, however it is written', () => {
    const servers = [
      'nats://ann:pa@ss/w@host:1',
      'ann:pass@host:1',
      'nats://host:1',
      'tls://t@host:1',
    ];

    const shown = servers.map(withoutPassword);

    assert.deepEqual(shown, ['nats://host:1', 'host:1', 'nats://host:1', 'tls://host:1']);
  });

  it('shows no password in its message', () => {
    const server = 'nats://user:hidden@10.0.0.1';

    assert.throws(
      () => requireKeyPastLoopback(server, { hasKey: false }),
      ({ message }: Error) => !message.includes('hidden'),
    );
  });
});
