import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { NatsDelivery } from '#dist/cluster/engine/nats/nats-delivery.js';
import { INDEX, toNats } from '#dist/cluster/engine/nats/nats-headers.js';
import { Subjects } from '#dist/cluster/engine/nats/subjects.js';

const REPLY = '$JS.ACK.MH_demo_0.hosts.2.17.4.1700000000.0';

function deliver(reply = REPLY) {
  const said: string[] = [];
  let gone = 0;
  const nc = {
    publish: (subject: string, payload: string) => said.push(`${subject === reply} ${payload}`),
  } as unknown as NatsConnection; // a delivery does nothing else with it
  const message = {
    subject: 'mh.demo.c.0.any.job-1',
    reply,
    headers: toNats({ a: 'b' }, { [INDEX]: '6' }),
    data: new Uint8Array([1]),
  } as unknown as Msg; // nor reads anything else
  const onGone = (): void => {
    gone += 1;
  };
  const delivery = new NatsDelivery(nc, message, { subjects: new Subjects('demo'), onGone });
  return { delivery, said, gone: () => gone };
}

describe('NatsDelivery', () => {
  it('is read from its subject, its headers and its reply subject', () => {
    const { delivery } = deliver();

    const { job, index, deliveryCount, headers, body } = delivery;
    assert.deepEqual([job, index, deliveryCount], ['job-1', 6, 2]);
    assert.deepEqual([headers, body], [{ a: 'b' }, new Uint8Array([1])]);
  });

  it('knows the longer reply subjects of servers with domains', () => {
    const { delivery } = deliver('$JS.ACK.hub.ACC.MH_demo_0.hosts.5.17.4.1700000000.0.x');

    assert.equal(delivery.deliveryCount, 5);
  });

  it('answers with what was said first, and then no more', () => {
    for (const [first, payload] of [
      ['acknowledge', '+ACK'],
      ['giveBack', '-NAK'],
    ] as const) {
      const { delivery, said, gone } = deliver();

      delivery.extend();
      delivery[first]();
      delivery.acknowledge();
      delivery.giveBack();
      delivery.extend();

      assert.deepEqual([said, gone()], [['true +WPI', `true ${payload}`], 1]);
    }
  });
});
