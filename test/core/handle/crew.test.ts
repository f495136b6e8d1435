import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { chunkOf, crashOf, resultOf } from './fake-channel.ts';
import { openCrew, readyCrew, START_TIMEOUT_MS } from './open-crew.ts';

describe('Crew: start', () => {
  it('starts as many workers as were asked for, each with its own id and title', (t) => {
    const { crew, transport, states } = openCrew(t, { workers: 3 });

    crew.start();

    assert.deepEqual(states(), ['1 starting', '2 starting', '3 starting']);
    assert.deepEqual(
      transport.channels.map(({ options }) => [options.workerId, options.title]),
      [
        [1, 'crew-1'],
        [2, 'crew-2'],
        [3, 'crew-3'],
      ],
    );
    assert.deepEqual(
      transport.channels.map(({ sent }) =>
        sent.map((message) => 'workerId' in message && message.workerId),
      ),
      [[1], [2], [3]],
    );
  });

  it('is ready when all are, and tells of each that it has free slots', (t) => {
    const { crew, transport, owner } = openCrew(t);
    crew.start();

    transport.channel(2).ready();
    assert.equal(crew.isReady, false);
    transport.channel(1).ready();
    assert.equal(crew.isReady, true);

    assert.deepEqual(owner.news(), ['free slots in 2', 'free slots in 1']);
  });

  it('has no more workers starting at once than allowed, and starts the next when one is ready and has got its work', async (t) => {
    const { crew, transport, states } = openCrew(t, { workers: 4, startsAtOnce: 2 });

    crew.start();
    assert.deepEqual(states(), ['1 starting', '2 starting']);
    transport.channel(1).ready();
    assert.deepEqual(states(), ['1 idle', '2 starting']);
    await nextTurn();
    assert.deepEqual(states(), ['1 idle', '2 starting', '3 starting']);
  });

  it('starts the workers that it does not begin with a turn later', async (t) => {
    const { crew, states } = openCrew(t, { workers: 3, startsFirst: 1 });

    crew.start();
    assert.deepEqual(states(), ['1 starting']);
    await nextTurn();
    assert.deepEqual(states(), ['1 starting', '2 starting', '3 starting']);
  });

  it('starts them at once for whoever asks for all', (t) => {
    const { crew } = openCrew(t, { workers: 3, startsFirst: 1 });
    crew.start();

    assert.deepEqual(
      Array.from(crew.all(), ({ id }) => id),
      [1, 2, 3],
    );
  });

  it('starts no more than asked for, if whoever hears of a start asks for all', (t) => {
    const { crew } = openCrew(t, { workers: 1 });
    const ask = (): void => void crew.all();
    subscribe('manyhands:worker', ask);
    t.after(() => unsubscribe('manyhands:worker', ask));

    crew.start();

    assert.equal(crew.all().length, 1);
  });

  it('starts none of them once it is to end', async (t) => {
    const { crew, transport } = openCrew(t, { workers: 3, startsFirst: 1 });
    crew.start();

    crew.end();
    await nextTurn();

    assert.equal(transport.channels.length, 1);
    assert.equal(crew.all().length, 1);
  });

  it('throws what the system says if the first worker cannot be started, and is at its end', async (t) => {
    const { crew, transport, states } = openCrew(t);
    transport.openFailure = new Error('no more processes');

    assert.throws(() => crew.start(), transport.openFailure);

    await crew.ended();
    assert.deepEqual(states(), []);
  });

  it('ends a worker that is not ready in time, and starts another', async (t) => {
    const { crew, transport, owner, states } = openCrew(t, { workers: 1 });
    crew.start();

    t.mock.timers.tick(START_TIMEOUT_MS);
    assert.deepEqual(transport.channel(1).news(), ['start', 'end']);
    await transport.channel(1).exit({ signal: 'SIGTERM' });

    assert.deepEqual(owner.news(), ['lost 1: not ready in time']);
    assert.deepEqual(states(), ['2 starting']);
  });

  it('gives a worker all its time once it is ready, or has said that its initializer failed', (t) => {
    const { crew, transport, owner } = openCrew(t);
    crew.start();
    transport.channel(1).ready();
    transport.channel(2).receive({ kind: 'init-failed', error: crashOf('no database') });

    t.mock.timers.tick(START_TIMEOUT_MS);

    assert.deepEqual(transport.channel(1).news(), ['start']);
    assert.deepEqual(transport.channel(2).news(), ['start']);
    assert.deepEqual(owner.news(), ['free slots in 1', 'init failed in 2']);
  });
});

describe('Crew: work', () => {
  it('passes on what its workers report', (t) => {
    const { transport, owner, handle } = readyCrew(t);
    handle(1).give([chunkOf(7)]);
    const channel = transport.channel(1);

    channel.receive({ kind: 'loading', chunkId: 7, isOver: false });
    channel.receive({ kind: 'started', chunkId: 7, offset: 0, before: resultOf(7, []) });
    channel.work();

    assert.deepEqual(owner.news(), [
      '1 loads for 7',
      '1 starts 7 at 0',
      '1 has done 7',
      'free slots in 1',
    ]);
  });

  it('replaces a worker that has run as many chunks as it may', async (t) => {
    const { transport, handle, states } = readyCrew(t, { workers: 1, maxTasksPerChild: 2 });
    handle(1).give([chunkOf(1), chunkOf(2)]);

    transport.channel(1).work();
    assert.deepEqual(states(), ['1 busy']);
    transport.channel(1).work();
    assert.deepEqual([states(), transport.channel(1).news().at(-1)], [['1 stopping'], 'stop']);
    await transport.channel(1).exit({ exitCode: 0 });

    assert.deepEqual(states(), ['2 starting']);
  });

  it('replaces a worker that uses too much memory, when it has done what it has in hand', (t) => {
    const { transport, handle, states } = readyCrew(t, { workers: 1, maxMemoryPerChild: 100 });
    handle(1).give([chunkOf(1), chunkOf(2)]);

    transport.channel(1).done([1], { memory: 101 });
    assert.deepEqual([states(), handle(1).freeSlots], [['1 busy'], 0]);
    transport.channel(1).done([2], { memory: 50 });

    assert.deepEqual(states(), ['1 stopping']);
  });

  it('keeps a worker that uses as much memory as it may', (t) => {
    const { transport, handle, states } = readyCrew(t, { workers: 1, maxMemoryPerChild: 100 });
    handle(1).give([chunkOf(1)]);

    transport.channel(1).done([1], { memory: 100 });

    assert.deepEqual(states(), ['1 idle']);
  });

  it('stops a spent worker whose last chunks were taken back', (t) => {
    const { transport, handle, states } = readyCrew(t, { workers: 1, maxMemoryPerChild: 100 });
    handle(1).give([chunkOf(1), chunkOf(2)]);
    transport.channel(1).done([1], { memory: 101 });

    handle(1).takeBack();

    assert.deepEqual(states(), ['1 stopping']);
  });

  it('ends a worker that does not start what it was given', (t) => {
    const { transport, handle, states } = readyCrew(t);
    handle(1).give([chunkOf(1)]);

    t.mock.timers.tick(2 * START_TIMEOUT_MS);

    assert.deepEqual(states(), ['1 stopping', '2 idle']);
    assert.equal(transport.channel(1).news().at(-1), 'end');
  });
});

describe('Crew: a worker that ends', () => {
  it('is replaced at once, after its owner was told what it had in hand', async (t) => {
    const { transport, owner, handle, states } = readyCrew(t);
    handle(1).give([chunkOf(7), chunkOf(8)]);
    transport.channel(1).take();

    await transport.channel(1).exit();

    assert.deepEqual(owner.news(), ['lost 1: ready']);
    assert.deepEqual(owner.reports[0]?.started, [chunkOf(7)]);
    assert.deepEqual(owner.reports[0]?.unstarted, [chunkOf(8)]);
    assert.deepEqual(states(), ['2 idle', '3 starting']);
  });

  it('again while idle is replaced after a pause', async (t) => {
    const { transport, states } = readyCrew(t, { workers: 1 });
    await transport.channel(1).exit();
    transport.channel(2).ready();

    await transport.channel(2).exit();
    assert.deepEqual(states(), []);
    t.mock.timers.tick(49);
    assert.deepEqual(states(), []);
    t.mock.timers.tick(1);

    assert.deepEqual(states(), ['3 starting']);
  });

  it('during a pause makes it begin anew', async (t) => {
    const { transport, states } = readyCrew(t);
    for (const id of [1, 2]) await transport.channel(id).exit();
    for (const id of [3, 4]) transport.channel(id).ready();
    await transport.channel(3).exit();
    t.mock.timers.tick(30);

    await transport.channel(4).exit();
    t.mock.timers.tick(49);
    assert.deepEqual(states(), []);
    t.mock.timers.tick(1);

    assert.deepEqual(states(), ['5 starting', '6 starting']);
  });

  it('before it was ready slows the others down only until any work is done', async (t) => {
    const { crew, transport, handle, states } = openCrew(t, { workers: 3 });
    crew.start();
    transport.channel(1).ready();
    handle(1).give([chunkOf(1)]);
    for (const id of [2, 3, 4]) await transport.channel(id).exit();
    assert.deepEqual(states(), ['1 busy'], 'a pause');

    transport.channel(1).work();
    t.mock.timers.tick(50);

    assert.deepEqual(states(), ['1 idle', '5 starting', '6 starting']);
  });

  it('is replaced at once if any work was done since the last that ended', async (t) => {
    const { transport, handle, states } = readyCrew(t, { workers: 2 });
    await transport.channel(1).exit();
    transport.channel(3).ready();
    handle(2).give([chunkOf(1)]);
    transport.channel(2).work();

    await transport.channel(3).exit();

    assert.deepEqual(states(), ['2 idle', '4 starting']);
  });

  it('before it was ready, again and again, is a crash loop', async (t) => {
    const { crew, transport, owner, states } = openCrew(t, { workers: 1 });
    crew.start();

    for (let id = 1; id <= 5; id += 1) {
      await transport.channel(id).exit();
      if (id < 5) t.mock.timers.tick(1000);
    }

    assert.deepEqual(owner.news().slice(-2), ['lost 5: starting', 'crash loop, the last was 5']);
    t.mock.timers.tick(60_000);
    assert.deepEqual([states(), transport.channels.length], [[], 5]);
  });

  it('before it was ready has only one other started at a time', async (t) => {
    const { crew, transport, states } = openCrew(t, { workers: 3 });
    crew.start();

    for (const id of [1, 2, 3]) await transport.channel(id).exit();
    assert.deepEqual(states(), ['4 starting']);
    transport.channel(4).ready();
    await nextTurn();

    assert.deepEqual(states(), ['4 idle', '5 starting', '6 starting']);
  });

  it('and cannot be replaced, because none can be started, is a crash loop as well', async (t) => {
    const { transport, owner, states } = readyCrew(t, { workers: 1 });
    transport.openFailure = new Error('no more processes');

    await transport.channel(1).exit();
    for (let pauses = 0; pauses < 4; pauses += 1) t.mock.timers.tick(1000);

    assert.equal(owner.news().at(-1), 'crash loop, the last was 6');
    const { exit, stage } = owner.reports.at(-1) ?? {};
    assert.deepEqual([exit?.pid, exit?.cause, stage], [0, transport.openFailure, 'starting']);
    assert.deepEqual(states(), []);
  });
});

describe('Crew: idle workers', () => {
  it('end when they have had nothing to do for the idle timeout, and are not replaced', async (t) => {
    const { crew, transport, owner, states } = readyCrew(t, { idleTimeoutMs: 500 });

    t.mock.timers.tick(499);
    assert.deepEqual(states(), ['1 idle', '2 idle']);
    t.mock.timers.tick(1);
    assert.deepEqual(states(), ['1 stopping', '2 stopping']);
    for (const channel of transport.channels) await channel.exit({ exitCode: 0 });

    assert.deepEqual(states(), []);
    assert.deepEqual(owner.news(), ['lost 1: ended by us', 'lost 2: ended by us']);
    assert.equal(crew.isReady, true, 'there is no worker missing');
  });

  it('are started again when there is work', async (t) => {
    const { crew, transport, states } = readyCrew(t, { idleTimeoutMs: 500 });
    t.mock.timers.tick(500);
    for (const channel of transport.channels) await channel.exit({ exitCode: 0 });

    crew.wake();

    assert.deepEqual([states(), crew.isReady], [['3 starting', '4 starting'], false]);
  });

  it('wake to nothing if none has ended', (t) => {
    const { crew, states } = readyCrew(t, { idleTimeoutMs: 500 });

    crew.wake();

    assert.deepEqual(states(), ['1 idle', '2 idle']);
  });

  it('have all their time anew after each chunk, and none of it runs while they are busy', (t) => {
    const { transport, handle, states } = readyCrew(t, { workers: 1, idleTimeoutMs: 500 });
    t.mock.timers.tick(400);
    handle(1).give([chunkOf(1)]);
    transport.channel(1).take();

    t.mock.timers.tick(600);
    assert.deepEqual(states(), ['1 busy']);
    transport.channel(1).done([1]);
    t.mock.timers.tick(499);
    assert.deepEqual(states(), ['1 idle']);
    t.mock.timers.tick(1);
    assert.deepEqual(states(), ['1 stopping']);
  });
});
