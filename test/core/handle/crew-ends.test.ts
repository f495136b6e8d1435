import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chunkOf } from './fake-channel.ts';
import { GRACE_MS, openCrew, readyCrew, START_TIMEOUT_MS } from './open-crew.ts';

describe('Crew: stop', () => {
  it('lets idle workers go, ends those that start, and waits for those that are busy', async (t) => {
    const { crew, transport, handle, states } = openCrew(t, { workers: 3 });
    crew.start();
    transport.channel(1).ready();
    transport.channel(2).ready();
    handle(1).give([chunkOf(1)]);
    for (const channel of transport.channels) channel.news();

    crew.stop();

    assert.deepEqual(states(), ['1 busy', '2 stopping', '3 stopping']);
    assert.deepEqual(
      [2, 3].map((id) => transport.channel(id).news()),
      [['stop'], ['end']],
    );
    transport.channel(1).work();
    assert.deepEqual(states(), ['1 stopping', '2 stopping', '3 stopping']);
    let isEnded = false;
    const ended = crew.ended().then(() => {
      isEnded = true;
    });
    for (const id of [1, 2]) await transport.channel(id).exit({ exitCode: 0 });
    assert.equal(isEnded, false);
    await transport.channel(3).exit({ exitCode: 0 });
    await ended;
  });

  it('replaces none that end', async (t) => {
    const { crew, transport, handle, states, owner } = readyCrew(t, { workers: 1 });
    handle(1).give([chunkOf(1)]);
    crew.stop();

    await transport.channel(1).exit();

    assert.deepEqual([states(), owner.news()], [[], ['lost 1: ready']]);
    await crew.ended();
  });

  it('starts none after a pause that was under way', async (t) => {
    const { crew, transport } = readyCrew(t, { workers: 1 });
    await transport.channel(1).exit();
    transport.channel(2).ready();
    await transport.channel(2).exit(); // the pause begins

    crew.stop();
    t.mock.timers.tick(60_000);

    assert.equal(transport.channels.length, 2);
    await crew.ended();
  });

  it('looks for stuck workers no more', (t) => {
    const { crew, transport, handle } = readyCrew(t, { workers: 1 });
    handle(1).give([chunkOf(1)]);
    transport.channel(1).news();

    crew.stop();
    for (let looks = 0; looks < 3; looks += 1) t.mock.timers.tick(START_TIMEOUT_MS);

    assert.deepEqual(transport.channel(1).news(), []);
  });

  it('wakes nobody afterwards', async (t) => {
    const { crew, transport, states } = readyCrew(t, { workers: 1, idleTimeoutMs: 10 });
    t.mock.timers.tick(10);
    await transport.channel(1).exit({ exitCode: 0 });
    crew.stop();

    crew.wake();

    assert.deepEqual([states(), crew.isReady], [[], false]);
  });

  it('takes no worker that becomes ready for one that can work', (t) => {
    const { crew, transport, owner } = openCrew(t, { workers: 1 });
    crew.start();

    crew.stop();
    transport.channel(1).ready();

    assert.deepEqual([owner.news(), transport.channel(1).news()], [[], ['start', 'end']]);
  });
});

describe('Crew: end', () => {
  it('asks every worker at once, and takes back what it has not started', (t) => {
    const { crew, transport, handle, states } = openCrew(t, { workers: 3 });
    crew.start();
    transport.channel(1).ready();
    transport.channel(2).ready();
    handle(1).give([chunkOf(1), chunkOf(2)]);
    transport.channel(1).take();
    transport.channel(1).news();

    crew.end();

    assert.deepEqual(transport.channel(1).news(), ['take back 2', 'drop 2', 'end']);
    assert.deepEqual(states(), ['1 stopping', '2 stopping', '3 stopping']);
    assert.ok(transport.channels.slice(1).every((channel) => channel.news().at(-1) === 'end'));
  });

  it('kills those that do not end within the grace time', (t) => {
    const { crew, transport } = readyCrew(t);

    crew.end();
    t.mock.timers.tick(GRACE_MS);

    assert.ok(transport.channels.every((channel) => channel.news().at(-1) === 'kill'));
  });

  it('asks those that were told to stop, and may come twice', async (t) => {
    const { crew, transport } = readyCrew(t, { workers: 1 });
    crew.stop();
    crew.end();
    crew.end();

    assert.deepEqual(
      transport
        .channel(1)
        .news()
        .filter((line) => line !== 'take back'),
      ['stop', 'end'],
    );
    await transport.channel(1).exit();
    await crew.ended();
    crew.end();
  });

  it('is told to all who wait for it, before and after', async (t) => {
    const { crew, transport } = readyCrew(t, { workers: 1 });
    const waiting = [crew.ended(), crew.ended()];

    crew.end();
    await transport.channel(1).exit();

    await Promise.all([...waiting, crew.ended()]);
  });

  it('is told at once if there is no worker', async (t) => {
    const { crew } = openCrew(t);

    crew.end();

    await crew.ended();
  });
});

describe('Crew: workers with nothing to do, while something waits for each of them', () => {
  it('stay until it is over', (t) => {
    const { owner, states } = readyCrew(t, { idleTimeoutMs: 500 });
    owner.needsEach = true;
    t.mock.timers.tick(1200);
    assert.deepEqual(states(), ['1 idle', '2 idle']);

    owner.needsEach = false;
    t.mock.timers.tick(500);

    assert.deepEqual(states(), ['1 stopping', '2 stopping']);
  });
});
