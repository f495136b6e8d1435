import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import { WorkerLife } from '#dist/core/handle/worker-life.js';
import { crashOf, type FakeChannel, FakeTransport, openOptions } from './fake-channel.ts';

const GRACE_MS = 100;

interface Opened {
  readonly channel: FakeChannel;
  readonly life: WorkerLife;
}

function open(t: TestContext, maxChunks = 10): Opened {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const channel = new FakeTransport().open(openOptions());
  return { channel, life: new WorkerLife(channel, { maxChunks, killGraceMs: GRACE_MS }) };
}

/** A worker in service. */
function openReady(t: TestContext, maxChunks?: number): Opened {
  const opened = open(t, maxChunks);
  opened.life.becomeReady();
  return opened;
}

describe('WorkerLife', () => {
  it('goes from starting to idle, busy, idle, stopping and dead', (t) => {
    const { life } = open(t);
    const states = [life.state];
    const note = (): unknown => states.push(life.state);

    life.becomeReady();
    note();
    life.noteGiven(1);
    note();
    life.noteDone();
    life.becomeIdle();
    note();
    life.stop();
    note();
    life.die();
    note();

    assert.deepEqual(states, ['starting', 'idle', 'busy', 'idle', 'stopping', 'dead']);
  });

  it('cannot end twice', (t) => {
    const { life } = open(t);
    life.die();

    assert.throws(() => life.die(), InvariantError);
  });

  it('lets nobody give work to a worker that is starting, stopping or dead', (t) => {
    const { life } = open(t);
    assert.throws(() => life.assertInService(), InvariantError);

    life.becomeReady();
    assert.doesNotThrow(() => life.assertInService());
    life.stop();
    assert.throws(() => life.assertInService(), InvariantError);
    life.die();
    assert.throws(() => life.assertInService(), InvariantError);
  });

  it('does not become ready once it is being ended, nor twice', (t) => {
    const { life } = openReady(t);
    assert.equal(life.becomeReady(), false);

    life.end('ended by us');

    assert.deepEqual([life.becomeReady(), life.state], [false, 'stopping']);
  });

  it('becomes idle only from busy', (t) => {
    const { life } = openReady(t);

    assert.equal(life.becomeIdle(), false);
    life.noteGiven(1);
    assert.equal(life.becomeIdle(), true);
    life.noteGiven(1);
    life.stop();
    assert.deepEqual([life.becomeIdle(), life.state], [false, 'stopping']);
  });

  it('counts down the chunks it may run, and up again those taken back', (t) => {
    const { life } = openReady(t, 3);

    life.noteGiven(2);
    assert.deepEqual([life.chunksLeft, life.isSpent], [1, false]);
    life.noteGiven(1);
    assert.deepEqual([life.chunksLeft, life.isSpent], [0, true]);
    life.noteTakenBack(2);
    assert.deepEqual([life.chunksLeft, life.isSpent], [2, false]);
  });

  it('is spent for good when it is retired', (t) => {
    const { life } = openReady(t);
    life.noteGiven(2);

    life.retire();
    life.noteTakenBack(1);

    assert.deepEqual([life.chunksLeft, life.isSpent], [0, true]);
  });

  it('has no chunks left to be given before it is ready and after it is told to end', (t) => {
    const { life } = open(t);
    assert.deepEqual([life.chunksLeft, life.isSpent], [0, false]);

    life.becomeReady();
    life.stop();

    assert.deepEqual([life.chunksLeft, life.isSpent], [0, false]);
  });

  it('says how far it had come when the worker ended by itself', (t) => {
    assert.equal(open(t).life.die().stage, 'starting');
    t.mock.timers.reset();
    assert.equal(openReady(t).life.die().stage, 'ready');
    t.mock.timers.reset();
    const { life } = openReady(t);
    life.noteGiven(1);
    life.noteDone();

    assert.deepEqual(life.die(), { stage: 'has worked', crash: undefined });
  });

  it('says why it was ended', (t) => {
    for (const reason of ['not ready in time', 'stuck', 'ended by us'] as const) {
      const { life } = open(t);
      life.end(reason);
      assert.equal(life.die().stage, reason);
      t.mock.timers.reset();
    }
    const { life } = openReady(t);
    life.stop();
    assert.equal(life.die().stage, 'ended by us');
  });

  it('tells a worker to stop once, and not one that is being ended', (t) => {
    const { channel, life } = openReady(t);

    life.stop();
    life.stop();
    assert.deepEqual(channel.news(), ['stop']);

    life.end('ended by us');
    life.end('ended by us');
    life.stop();
    assert.deepEqual(channel.news(), ['end']);
  });

  it('keeps the reason for which the worker was asked to end first', (t) => {
    const { life } = openReady(t);

    life.end('stuck');
    life.end('ended by us');

    assert.equal(life.die().stage, 'stuck');
  });

  it('takes the reason of who asks a worker that was to end by itself', (t) => {
    const { life } = openReady(t);
    life.noteCrash(crashOf('the reason'));

    life.end('stuck');

    assert.deepEqual(life.die(), { stage: 'stuck', crash: crashOf('the reason') });
  });

  it('does nothing to a worker that is dead', (t) => {
    const { channel, life } = openReady(t);
    life.die();

    life.stop();
    life.end('stuck');
    life.noteCrash(crashOf('too late'));

    assert.deepEqual([channel.news(), life.state], [[], 'dead']);
  });

  it('waits for a worker that has crashed, asks it after the grace time, and keeps what it died of', (t) => {
    const { channel, life } = openReady(t);
    life.noteGiven(1);

    life.noteCrash(crashOf('the reason'));
    assert.deepEqual([channel.news(), life.state], [[], 'stopping']);
    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual(channel.news(), ['end']);

    assert.deepEqual(life.die(), { stage: 'ready', crash: crashOf('the reason') });
  });

  it('keeps what a worker died of that was being ended', (t) => {
    const { life } = openReady(t);
    life.end('ended by us');

    life.noteCrash(crashOf('at the end'));

    assert.deepEqual(life.die(), { stage: 'ended by us', crash: crashOf('at the end') });
  });

  it('counts work that is done while the worker is being ended', (t) => {
    const { life } = openReady(t);
    life.noteGiven(1);
    life.end('stuck');

    life.noteDone();

    assert.equal(life.die().stage, 'has worked');
  });

  it('ends the shutdown with the worker', (t) => {
    const { channel, life } = openReady(t);
    life.stop();

    life.die();
    t.mock.timers.tick(10 * GRACE_MS);

    assert.deepEqual(channel.news(), ['stop']);
  });
});
