import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NatsConnection } from '@nats-io/transport-node';
import { checkMessage, messageLimit } from '#dist/cluster/engine/nats/limits.js';

/** A connection to a server that takes messages of so many bytes. */
function connectionTo(maxPayload: number): NatsConnection {
  return { info: { max_payload: maxPayload } } as unknown as NatsConnection; // all that is read
}

describe('The limit of a message', () => {
  it('is half a MiB, or what the server takes but for what the client adds', () => {
    assert.equal(messageLimit(connectionTo(1024 ** 2)), 512 * 1024);
    assert.equal(messageLimit(connectionTo(65_536)), 65_536 - 1024);
  });

  it('counts headers and body', () => {
    const message = { headers: { name: 'value' }, body: new Uint8Array(87) };

    checkMessage(message, 100);
    assert.throws(() => checkMessage(message, 99), { reason: 'too-large' });
  });

  it('is not all that is checked: headers must be good as well', () => {
    const message = { headers: { 'Nats-Msg-Id': 'x' }, body: new Uint8Array(0) };

    assert.throws(() => checkMessage(message, 100), { code: 'ERR_POOL_OPTION' });
  });
});
