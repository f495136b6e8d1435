import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { Shutdown } from '#dist/core/handle/shutdown.js';
import { type FakeChannel, FakeTransport, openOptions } from './fake-channel.ts';

const GRACE_MS = 100;

function open(t: TestContext): { channel: FakeChannel; shutdown: Shutdown } {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const channel = new FakeTransport().open(openOptions());
  return { channel, shutdown: new Shutdown(channel, GRACE_MS) };
}

describe('Shutdown', () => {
  it('tells, asks and then kills, each after the grace time', (t) => {
    const { channel, shutdown } = open(t);

    shutdown.tell();
    assert.deepEqual(channel.news(), ['stop']);

    t.mock.timers.tick(GRACE_MS - 1);
    assert.deepEqual(channel.news(), []);
    t.mock.timers.tick(1);
    assert.deepEqual(channel.news(), ['end']);
    t.mock.timers.tick(GRACE_MS - 1);
    assert.deepEqual(channel.news(), []);
    t.mock.timers.tick(1);
    assert.deepEqual(channel.news(), ['kill']);
  });

  it('says nothing to a worker that ends by itself, before the grace time is over', (t) => {
    const { channel, shutdown } = open(t);

    shutdown.expect();
    assert.deepEqual([channel.news(), shutdown.wasAsked], [[], false]);

    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual([channel.news(), shutdown.wasAsked], [['end'], true]);
  });

  it('asks at once if it has to, and does not begin the grace time anew when asked again', (t) => {
    const { channel, shutdown } = open(t);
    shutdown.tell();
    t.mock.timers.tick(GRACE_MS / 2);

    shutdown.ask();
    t.mock.timers.tick(GRACE_MS / 2);
    shutdown.ask();
    assert.deepEqual(channel.news(), ['stop', 'end']);

    t.mock.timers.tick(GRACE_MS / 2);
    assert.deepEqual(channel.news(), ['kill']);
  });

  it('waits for a task that was asked to stop, and then asks without waiting for the grace time', (t) => {
    const { channel, shutdown } = open(t);
    shutdown.noteFree();
    shutdown.awaitTask(5 * GRACE_MS);
    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual(channel.news(), []);

    shutdown.noteFree();

    assert.deepEqual([channel.news(), shutdown.wasAsked], [['end'], true]);
  });

  it('does nothing more once the worker has ended', (t) => {
    const { channel, shutdown } = open(t);
    shutdown.ask();

    shutdown.clear();
    t.mock.timers.tick(10 * GRACE_MS);

    assert.deepEqual(channel.news(), ['end']);
  });
});
