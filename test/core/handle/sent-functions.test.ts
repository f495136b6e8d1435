import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SentFunctions } from '#dist/core/handle/sent-functions.js';
import {
  type FakeChannel,
  FakeTransport,
  functionNamed as fn,
  openOptions,
} from './fake-channel.ts';

function open(): { transport: FakeTransport; channel: FakeChannel; functions: SentFunctions } {
  const transport = new FakeTransport();
  const channel = transport.open(openOptions());
  return { transport, channel, functions: new SentFunctions(channel, () => false) };
}

describe('SentFunctions', () => {
  it('sends each function once, however often it is used', () => {
    const { channel, functions } = open();

    for (const id of ['f', 'f', 'g', 'f', 'g', 'g']) functions.ensureSent(fn(id));

    assert.deepEqual(channel.sent, [
      { kind: 'define', fn: fn('f') },
      { kind: 'define', fn: fn('g') },
    ]);
  });

  it('forgets the one not used for longest when there are too many, and would send it again', () => {
    const { channel, functions } = open();
    for (let i = 0; i < 1000; i += 1) functions.ensureSent(fn(`f${i}`));
    functions.ensureSent(fn('f0'));
    channel.news();

    functions.ensureSent(fn('one too many'));
    functions.ensureSent(fn('f0'));
    functions.ensureSent(fn('f1'));

    assert.deepEqual(channel.news(), [
      'define one too many',
      'forget f1',
      'define f1',
      'forget f2',
    ]);
  });

  it('takes a function that could not be sent for one the worker does not have', () => {
    const { transport, channel, functions } = open();

    transport.refuse = () => new Error('could not be cloned');
    assert.throws(() => functions.ensureSent(fn('f')));
    transport.refuse = () => undefined;
    functions.ensureSent(fn('f'));

    assert.deepEqual(channel.sent, [{ kind: 'define', fn: fn('f') }]);
  });
});
