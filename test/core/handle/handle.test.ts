import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { InvariantError } from '#dist/core/base/errors.js';
import type { ExitReport } from '#dist/core/handle/exit-report.js';
import { Handle, type HandleEvents } from '#dist/core/handle/handle.js';
import { type RunChunk, type StartMessage, WIRE_VERSION } from '#dist/core/wire/messages.js';
import {
  chunkOf,
  crashOf,
  type FakeChannel,
  FakeTransport,
  openOptions,
  resultOf,
} from './fake-channel.ts';

const GRACE_MS = 100;

const START: StartMessage = {
  kind: 'start',
  version: WIRE_VERSION,
  workerId: 1,
  depth: 1,
  initializer: null,
  classes: [],
  reportMemory: false,
  entry: 'file:///none.js',
};

/** What the owner of a handle was told, in order and in words. */
class Owner implements HandleEvents<RunChunk> {
  readonly told: string[] = [];
  report: ExitReport<RunChunk> | undefined;

  onReady(): void {
    this.told.push('ready');
  }
  onInitFailed(_: Handle<RunChunk>, error: { kind: string }): void {
    this.told.push(`init failed: ${error.kind}`);
  }
  onLoading(_: Handle<RunChunk>, { id }: RunChunk, isOver: boolean): void {
    this.told.push(`loading ${id}${isOver ? ' is over' : ''}`);
  }
  onTaskStart(_: Handle<RunChunk>, { id }: RunChunk, offset: number): void {
    this.told.push(`start ${id} at ${offset}`);
  }
  onResult(
    handle: Handle<RunChunk>,
    { id }: RunChunk,
    { values }: { values: ArrayLike<unknown> },
    isLast: boolean,
  ): void {
    const what = `${id}: ${Array.from(values).join(' ')}`;
    this.told.push(`${isLast ? 'result' : 'part'} ${what} (${handle.state})`);
  }
  onFreeSlots(_: Handle<RunChunk>, memory: number): void {
    this.told.push(`free slots, ${memory} bytes`);
  }
  onIdle(): void {
    this.told.push('idle');
  }
  onExit(_: Handle<RunChunk>, report: ExitReport<RunChunk>): void {
    this.told.push('exit');
    this.report = report;
  }

  /** What was told since the last call. */
  news(): string[] {
    return this.told.splice(0);
  }

  /** What the exit report says, in short. */
  get exit(): unknown {
    const { stage, started = [], unstarted = [] } = this.report ?? {};
    return [stage, started.map(({ id }) => id), unstarted.map(({ id }) => id)];
  }
}

interface Opened {
  readonly transport: FakeTransport;
  readonly channel: FakeChannel;
  readonly owner: Owner;
  readonly handle: Handle<RunChunk>;
}

function open(t: TestContext, { maxChunks = 1000, capacity = 1024 } = {}): Opened {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const transport = new FakeTransport();
  transport.capacity = capacity;
  const owner = new Owner();
  const channel = openOptions();
  const options = { transport, channel, start: START, maxChunks, killGraceMs: GRACE_MS };
  const handle = new Handle<RunChunk>(options, owner);
  return { transport, channel: transport.last, owner, handle };
}

/** A worker that is ready, with these chunks in hand. */
function openWith(t: TestContext, ids: readonly number[], more?: { maxChunks: number }): Opened {
  const opened = open(t, more);
  opened.channel.ready();
  if (ids.length > 0) opened.handle.give(ids.map((id) => chunkOf(id)));
  opened.channel.news();
  opened.owner.news();
  return opened;
}

const idsOf = (chunks: readonly RunChunk[] = []): number[] => chunks.map(({ id }) => id);
const isChunk =
  (wanted: number) =>
  ({ id }: RunChunk): boolean =>
    id === wanted;

describe('Handle: start', () => {
  it('opens a channel, says the first word, and waits for the answer', (t) => {
    const { channel, handle, owner } = open(t);

    assert.deepEqual(channel.sent, [START]);
    assert.deepEqual([handle.state, handle.freeSlots, owner.news()], ['starting', 0, []]);
  });

  it('tells its owner that the worker is ready, once', (t) => {
    const { channel, handle, owner } = open(t);

    channel.ready();
    channel.ready();

    assert.deepEqual([handle.state, owner.news()], ['idle', ['ready']]);
  });

  it('ends what is half made when the first word cannot be sent', () => {
    const transport = new FakeTransport();
    const refusal = new Error('cannot be cloned');
    transport.refuse = () => refusal;
    const options = {
      transport,
      channel: openOptions(),
      start: START,
      maxChunks: 1,
      killGraceMs: 1,
    };

    assert.throws(() => new Handle<RunChunk>(options, new Owner()), refusal);

    assert.deepEqual(transport.last.news(), ['kill', 'close tickets']);
  });

  it('passes on that the initializer failed', (t) => {
    const { channel, owner } = open(t);

    channel.receive({ kind: 'init-failed', error: crashOf('no database') });

    assert.deepEqual(owner.news(), ['init failed: no database']);
  });

  it('is named by its id and pid', (t) => {
    const { handle } = open(t);

    assert.deepEqual([handle.id, handle.pid, handle.label], [1, 1001, 'worker 1 (pid 1001)']);
  });
});

describe('Handle: work', () => {
  it('is busy from the first chunk to the last result', (t) => {
    const { channel, handle } = openWith(t, [1, 2]);
    assert.equal(handle.state, 'busy');

    channel.work();
    assert.deepEqual([handle.state, [...handle.inHand.keys()]], ['busy', [2]]);
    channel.work();
    assert.deepEqual([handle.state, handle.inHand.size], ['idle', 0]);
  });

  it('reports results in order, and free slots once for each message', (t) => {
    const { channel, owner } = openWith(t, [1, 2, 3]);

    channel.work(2);
    channel.done([3], { values: ['three'], memory: 77 });

    assert.deepEqual(owner.news(), [
      'result 1: 1 (busy)',
      'result 2: 2 (busy)',
      'free slots, 0 bytes',
      'result 3: three (idle)',
      'free slots, 77 bytes',
    ]);
  });

  it('can be given more while a result is reported', (t) => {
    const { channel, handle, owner } = openWith(t, [1]);
    owner.onResult = () => handle.give([chunkOf(2)]);

    channel.work();

    assert.deepEqual([handle.state, [...handle.inHand.keys()]], ['busy', [2]]);
  });

  it('reports what came of the tasks before, then that a timed task starts', (t) => {
    const { channel, owner } = openWith(t, [1]);

    channel.receive({ kind: 'started', chunkId: 1, offset: 0, before: resultOf(1, []) });
    channel.receive({ kind: 'started', chunkId: 1, offset: 2, before: resultOf(1, ['a', 'b']) });

    assert.deepEqual(owner.news(), ['start 1 at 0', 'part 1: a b (busy)', 'start 1 at 2']);
  });

  it('passes on that a chunk waits for its function', (t) => {
    const { channel, owner } = openWith(t, [1]);

    channel.receive({ kind: 'loading', chunkId: 1, isOver: false });
    channel.receive({ kind: 'loading', chunkId: 1, isOver: true });

    assert.deepEqual(owner.news(), ['loading 1', 'loading 1 is over']);
  });

  it('does not hear of a chunk that it has not in hand', (t) => {
    const { channel, owner } = openWith(t, [1]);

    channel.done([9]);
    channel.receive({ kind: 'loading', chunkId: 9, isOver: true });
    channel.receive({ kind: 'started', chunkId: 9, offset: 0, before: resultOf(9, ['a']) });

    assert.deepEqual(owner.news(), ['free slots, 0 bytes']);
  });

  it('stays idle when a chunk cannot be encoded', (t) => {
    const { transport, channel, handle } = openWith(t, []);
    const refusal = new Error('cannot be cloned');
    transport.refuse = ({ kind }) => (kind === 'run' ? refusal : undefined);

    assert.throws(() => handle.give([chunkOf(1)]), refusal);

    assert.deepEqual([handle.state, handle.inHand.size], ['idle', 0]);
    assert.deepEqual(channel.news(), ['define f', 'issue 1', 'take back 1', 'drop 1']);
    assert.equal(handle.freeSlots, 1000, 'the chunk does not count');
  });

  it('refuses work before it is ready, and once it is being ended', (t) => {
    const { channel, handle } = open(t);
    assert.throws(() => handle.give([chunkOf(1)]), InvariantError);
    channel.ready();
    handle.stop();
    channel.news();

    assert.throws(() => handle.give([chunkOf(1)]), InvariantError);

    assert.deepEqual([channel.news(), handle.inHand.size], [[], 0]);
  });
});

describe('Handle: free slots', () => {
  it('are as many as there are tickets', (t) => {
    const { channel, handle } = open(t, { capacity: 2 });
    channel.ready();
    assert.equal(handle.freeSlots, 2);

    handle.give([chunkOf(1), chunkOf(2)]);

    assert.deepEqual([handle.freeSlots, handle.isSpent], [0, false]);
  });

  it('are no more than the chunks that the worker may still run', (t) => {
    const { channel, handle } = openWith(t, [1], { maxChunks: 3 });
    assert.equal(handle.freeSlots, 2);
    channel.work();
    assert.equal(handle.freeSlots, 2);

    handle.give([chunkOf(2), chunkOf(3)]);

    assert.deepEqual([handle.freeSlots, handle.isSpent], [0, true]);
  });

  it('come back with a chunk that is taken back', (t) => {
    const { handle } = openWith(t, [1, 2], { maxChunks: 2 });
    assert.equal(handle.isSpent, true);

    handle.takeBack();

    assert.deepEqual([handle.freeSlots, handle.isSpent], [2, false]);
  });

  it('are none in a worker that is retired, though it goes on with what it has', (t) => {
    const { channel, handle } = openWith(t, [1, 2]);

    handle.retire();
    assert.deepEqual([handle.freeSlots, handle.isSpent, handle.state], [0, true, 'busy']);
    channel.work(2);

    assert.deepEqual([handle.freeSlots, handle.isSpent, handle.state], [0, true, 'idle']);
  });
});

describe('Handle: takeBack', () => {
  it('makes a worker idle that had started nothing, and says so', (t) => {
    const { handle, owner } = openWith(t, [1, 2]);

    assert.deepEqual(idsOf(handle.takeBack()), [1, 2]);

    assert.deepEqual([handle.state, owner.news()], ['idle', ['idle']]);
  });

  it('leaves a worker busy that has started something', (t) => {
    const { channel, handle, owner } = openWith(t, [1, 2]);
    channel.take();

    assert.deepEqual(idsOf(handle.takeBack()), [2]);

    assert.deepEqual([handle.state, owner.news()], ['busy', []]);
  });

  it('takes nothing from one that has nothing, and says nothing', (t) => {
    const { handle, owner } = openWith(t, []);

    assert.deepEqual([handle.takeBack(), handle.state, owner.news()], [[], 'idle', []]);
  });
});

describe('Handle: endIfRunning', () => {
  it('ends a worker that runs what is unwanted, and returns the rest', (t) => {
    const { channel, handle } = openWith(t, [1, 2, 3]);
    channel.take();

    assert.deepEqual(idsOf(handle.endIfRunning(isChunk(1))), [2, 3]);

    assert.deepEqual([handle.state, channel.news().at(-1)], ['stopping', 'end']);
  });

  it('changes nothing in a worker that runs something else', (t) => {
    const { channel, handle } = openWith(t, [1, 2]);
    channel.take();

    assert.equal(handle.endIfRunning(isChunk(2)), undefined);

    assert.deepEqual([handle.state, [...handle.inHand.keys()]], ['busy', [1, 2]]);
    assert.deepEqual(channel.tickets.waiting, [2]);
  });

  it('still hears of what was done before, and not of what was unwanted', async (t) => {
    const { channel, handle, owner } = openWith(t, [1, 2]);
    channel.take();
    channel.take();
    handle.endIfRunning(isChunk(2));

    channel.done([1, 2]);
    await channel.exit({ signal: 'SIGTERM' });

    assert.deepEqual(owner.news(), ['result 1: 1 (stopping)', 'free slots, 0 bytes', 'exit']);
    assert.deepEqual(owner.exit, ['has worked', [], []]);
  });
});

describe('Handle: since when the first chunk is the first', () => {
  it('counts anew with each message that brings results', (t) => {
    let nowMs = 0;
    const clock = t.mock.method(performance, 'now', () => nowMs);
    const { channel, handle } = openWith(t, [1, 2, 3]);
    clock.mock.resetCalls();

    nowMs = 10;
    channel.work(2);
    assert.deepEqual([handle.frontSinceMs, clock.mock.callCount()], [10, 1]);
    nowMs = 20;
    handle.give([chunkOf(4)]);
    assert.deepEqual([handle.frontSinceMs, clock.mock.callCount()], [10, 1]);
  });
});

describe('Handle: end', () => {
  it('asks, and insists after the grace time', (t) => {
    const { channel, handle } = openWith(t, [1]);

    handle.end();
    handle.end();
    assert.deepEqual([channel.news(), handle.state, handle.freeSlots], [['end'], 'stopping', 0]);

    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual(channel.news(), ['kill']);
  });

  it('lets an idle worker end by itself, and asks after the grace time', async (t) => {
    const { channel, handle, owner } = openWith(t, []);

    handle.stop();
    assert.deepEqual([channel.news(), handle.state], [['stop'], 'stopping']);
    t.mock.timers.tick(GRACE_MS);
    assert.deepEqual(channel.news(), ['end']);
    await channel.exit();

    assert.deepEqual(owner.exit, ['ended by us', [], []]);
  });

  it('asks nothing of a worker that has ended', async (t) => {
    const { channel, handle } = openWith(t, []);
    handle.stop();
    await channel.exit();
    channel.news();

    handle.stop();
    handle.end();
    t.mock.timers.tick(10 * GRACE_MS);

    assert.deepEqual([channel.news(), handle.state], [[], 'dead']);
  });

  it('does not become ready when the answer comes late', (t) => {
    const { channel, handle, owner } = open(t);
    handle.end('not ready in time');

    channel.ready();

    assert.deepEqual([handle.state, owner.news()], ['stopping', []]);
  });
});

describe('Handle: exit', () => {
  it('of a worker that was not ready', async (t) => {
    const { channel, handle, owner } = open(t);

    await channel.exit({ exitCode: 9 });

    assert.deepEqual([handle.state, owner.exit], ['dead', ['starting', [], []]]);
    assert.equal(owner.report?.exit.exitCode, 9);
  });

  it('of an idle worker', async (t) => {
    const { channel, owner } = openWith(t, []);

    await channel.exit();

    assert.deepEqual(owner.exit, ['ready', [], []]);
  });

  it('of a worker that had started nothing of what it had in hand', async (t) => {
    const { channel, owner } = openWith(t, [1, 2]);

    await channel.exit();

    assert.deepEqual(owner.exit, ['ready', [], [1, 2]]);
  });

  it('of a worker that was running a chunk', async (t) => {
    const { channel, handle, owner } = openWith(t, [1, 2, 3]);
    channel.work();
    channel.take();

    await channel.exit();

    assert.deepEqual(owner.exit, ['has worked', [2], [3]]);
    assert.deepEqual([handle.inHand.size, handle.freeSlots], [0, 0]);
    assert.deepEqual(channel.news(), ['take back 3', 'close tickets']);
  });

  it('of a worker that was stuck', async (t) => {
    const { channel, handle, owner } = openWith(t, [1]);
    assert.equal(handle.probeUnstarted(), true);
    handle.end('stuck');

    await channel.exit({ signal: 'SIGKILL' });

    assert.deepEqual(owner.exit, ['stuck', [], [1]]);
  });

  it('of a worker that had crashed: it gets no more work, and its report says what it died of', async (t) => {
    const { channel, handle, owner } = openWith(t, [1, 2]);
    channel.take();

    channel.receive({ kind: 'crashed', error: crashOf('the reason') });
    assert.deepEqual([handle.state, handle.freeSlots, channel.news()], ['stopping', 0, []]);
    await channel.exit();

    assert.deepEqual(owner.exit, ['ready', [1], [2]]);
    assert.deepEqual(owner.report?.crash, crashOf('the reason'));
  });

  it('is made to come if a worker that has crashed does not end', (t) => {
    const { channel } = openWith(t, [1]);
    channel.receive({ kind: 'crashed', error: crashOf('the reason') });

    t.mock.timers.tick(GRACE_MS);
    t.mock.timers.tick(GRACE_MS);

    assert.deepEqual(channel.news(), ['end', 'kill']);
  });
});
