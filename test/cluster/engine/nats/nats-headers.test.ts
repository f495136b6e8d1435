import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { headers as newHeaders } from '@nats-io/transport-node';
import { fromNats, INDEX, messageOf, toNats } from '#dist/cluster/engine/nats/nats-headers.js';

describe('Headers over NATS', () => {
  it('come back as they went, without those of the engine and the server', () => {
    const sent = toNats({ job: 'j', 'Mh-Id': 'x' }, { [INDEX]: '3' });
    sent.set('Nats-Msg-Id', 'j.3');

    assert.deepEqual(fromNats(sent), { job: 'j', 'Mh-Id': 'x' });
    assert.equal(sent.get(INDEX), '3');
  });

  it('keep their case', () => {
    assert.deepEqual(fromNats(toNats({ Job: 'a', job: 'b' })), { Job: 'a', job: 'b' });
  });

  it('count once if a name comes twice', () => {
    const twice = newHeaders();
    twice.append('job', 'first');
    twice.append('job', 'second');

    assert.deepEqual(fromNats(twice), { job: 'first' });
  });

  it('may be missing', () => {
    const data = new Uint8Array([1]);

    assert.deepEqual(messageOf({ data }), { headers: {}, body: data });
  });
});
