import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { FakeTransport, resultOf } from '../handle/fake-channel.js';
import { specOf } from '../job/fake-control.js';
import { inShort, Stage, terminateAll } from './scheduler-stage.js';
import { finish, sentTo, start, turn, work } from './stage.js';

// A source that has had this thread for some milliseconds is read on in the next turn of the event loop:
// not here, where the clock stands still.
beforeEach(() => mock.timers.enable({ apis: ['Date'] }));
afterEach(() => {
  terminateAll();
  mock.timers.reset();
});

describe('Scheduler', () => {
  it('starts its workers at once, and shows them', async () => {
    const stage = new Stage({ workers: 2 });
    await stage.ready(1);

    const workers = [...stage.scheduler.workers].map(({ id, pid, state }) => [id, pid, state]);

    assert.deepEqual(workers, [
      [1, 1001, 'idle'],
      [2, 1002, 'starting'],
    ]);
    assert.deepEqual([stage.scheduler.state, stage.scheduler.slots], ['running', 2]);
  });

  it('throws what the system says where not even one worker can be started', () => {
    const transport = new FakeTransport();
    transport.openFailure = new Error('EAGAIN');

    assert.throws(() => new Stage({}, transport), { message: 'EAGAIN' });
  });

  it('shares memory with threads, and with no processes', () => {
    const shared = (['thread', 'inline', 'process'] as const).map(
      (name) => new Stage({}, new FakeTransport(name)).scheduler.allowShared,
    );

    assert.deepEqual(shared, [true, true, false]);
  });

  it('has the chunks of a job run by all workers, and gives the job its outcomes', async () => {
    const stage = new Stage({ workers: 2 });
    await stage.ready(1, 2);
    const { outcomes } = stage.map(['a', 'b', 'c']);
    await turn();

    work(stage.worker(2));
    await turn();
    work(stage.worker(1));
    work(stage.worker(2));

    assert.deepEqual(outcomes, [{ ok: true, value: ['a!', 'b!', 'c!'] }]);
  });

  it('serves jobs in the order in which they came', async () => {
    const stage = new Stage();
    stage.map(['a', 'b']);
    stage.apply('c');
    await stage.ready(1);

    for (let i = 0; i < 3; i += 1) {
      work(stage.worker(1), 100); // long ones: one is in hand at a time
      await turn();
    }

    assert.deepEqual(sentTo(stage.worker(1)), [[['a']], [['b']], [[['c']]]]);
  });

  it('gives more at a time when it has seen that tasks are quick', async () => {
    const stage = new Stage();
    stage.map(['a', 'b', 'c', 'd']);
    await stage.ready(1);

    work(stage.worker(1), 0.01);
    await turn();

    assert.deepEqual(sentTo(stage.worker(1)), [[['a']], [['b'], ['c'], ['d']]]);
  });

  it('has what a worker hands back of a chunk run before everything else', async () => {
    const stage = new Stage();
    stage.map(['a', 'b', 'c'], { size: 3 });
    stage.apply('later');
    await stage.ready(1);
    const chunk = start(stage.worker(1));

    const result = { ...resultOf(chunk.id, ['a!']), runMs: 100 };
    stage.worker(1).receive({ kind: 'done', results: [result], memory: 0 });
    await turn();

    assert.deepEqual(sentTo(stage.worker(1)).at(-1), [['b', 'c']]);
  });

  it('has what a worker hands back run before what it was to run next', async () => {
    const stage = new Stage();
    stage.map(['a', 'b', 'c', 'd', 'e', 'f'], { size: 2 });
    await stage.ready(1);
    work(stage.worker(1), 1); // quick, so that two are in hand now
    await turn();
    const chunk = start(stage.worker(1));

    const done = [{ ...resultOf(chunk.id, ['c!']), runMs: 9 }];
    stage.worker(1).receive({ kind: 'done', results: done, memory: 0, handsBack: true });
    await turn();

    assert.deepEqual(sentTo(stage.worker(1)).slice(-2), [
      [
        ['c', 'd'],
        ['e', 'f'],
      ],
      [['d'], ['e', 'f']],
    ]);
  });

  it('has what is behind a task that waits run before all that others have yet to start', async () => {
    const stage = new Stage({ workers: 2 });
    const letters = 'abcdefghijkl';
    stage.map([...letters], { size: 2 });
    await stage.ready(1, 2);
    work(stage.worker(1), 1);
    work(stage.worker(2), 1); // each has two in hand now
    await turn();
    const waiting = start(stage.worker(1));
    const running = start(stage.worker(2));

    const before = resultOf(waiting.id, []);
    stage.worker(1).receive({ kind: 'waiting', chunkId: waiting.id, offset: 0, before });
    await turn();
    finish(stage.worker(2), running);
    await turn();

    const [first] = waiting.items as string[];
    const next = letters[letters.indexOf(`${first}`) + 1];
    assert.deepEqual(start(stage.worker(2)).items, [next]);
    assert.equal(stage.worker(1).take(), undefined);
    await turn();
  });

  it('takes what a job is told before the chunk is done as well', async () => {
    const stage = new Stage();
    const { outcomes } = stage.stream(['a', 'b'], { size: 2 });
    await stage.ready(1);
    const { id } = start(stage.worker(1));

    stage
      .worker(1)
      .receive({ kind: 'started', chunkId: id, offset: 1, before: resultOf(id, ['a!']) });
    const early = inShort(outcomes);
    const last = { ...resultOf(id, ['b!'], 1), runMs: 1 };
    stage.worker(1).receive({ kind: 'done', results: [last], memory: 0 });

    assert.deepEqual([early, inShort(outcomes)], [['a!'], ['a!', 'b!']]);
  });

  it('lets streams read all of their input when nobody may wait for a reader', async () => {
    const stage = new Stage();
    const items = Array.from({ length: 200 }, (_, i) => i);
    const { job } = stage.stream(items, { size: 1 }); // has a buffer of 100
    const before = job.total;

    stage.scheduler.readEagerly();
    await turn();

    assert.deepEqual([before, job.total], [undefined, 200]);
  });
});

describe('Scheduler, when a job is over before its time,', () => {
  it('takes back what has not started, and lets run what has', async () => {
    const stage = new Stage();
    stage.apply('first', { spec: specOf() });
    await stage.ready(1);
    work(stage.worker(1), 0.01);
    const { job } = stage.map(['a', 'b', 'c']);
    await turn();
    const chunk = start(stage.worker(1));
    stage.worker(1).news();

    job.abort('failed', 'withdraw');
    const log = stage.worker(1).news();
    finish(stage.worker(1), chunk); // nobody wants it, and nobody minds

    assert.deepEqual(log, ['take back 3 4', 'drop 3 4']);
  });

  it('leaves the chunks of others alone', async () => {
    const stage = new Stage();
    stage.apply('first');
    await stage.ready(1);
    work(stage.worker(1), 0.01);
    const { job } = stage.map(['a', 'b']);
    const other = stage.apply('other');
    await turn();

    job.abort('failed', 'withdraw');
    await turn();
    work(stage.worker(1));

    assert.deepEqual(inShort(other.outcomes), ['other!']);
  });

  it('ends the worker that runs it where it is cancelled, and others get what waited there', async () => {
    const stage = new Stage({ workers: 1 });
    stage.apply('first');
    await stage.ready(1);
    work(stage.worker(1), 0.01);
    const { job, outcomes } = stage.map(['a', 'b']);
    const other = stage.apply('other');
    await turn();
    start(stage.worker(1));

    job.cancel('enough');
    await stage.worker(1).exit({ signal: 'SIGTERM', exitCode: null });
    await stage.ready(2);
    work(stage.worker(2));

    assert.ok(stage.worker(1).log.includes('end'));
    assert.deepEqual([inShort(outcomes), inShort(other.outcomes)], [['enough'], ['other!']]);
    assert.deepEqual(sentTo(stage.worker(2)), [[[['other']]]]);
  });

  it('ends no worker where nothing of it runs', async () => {
    const stage = new Stage();
    stage.apply('running');
    await stage.ready(1);
    start(stage.worker(1));
    const { job } = stage.map(['a', 'b']);

    job.cancel('enough');
    await turn();

    assert.ok(!stage.worker(1).log.includes('end'));
  });
});

describe('Scheduler keeps the program alive', () => {
  /** Whether a timer keeps this program alive. */
  function isHeld(): boolean {
    return process.getActiveResourcesInfo().includes('Timeout');
  }

  it('while there is work, and not while there is none', async () => {
    const stage = new Stage();
    await stage.ready(1);
    const states = [isHeld()];

    stage.apply('a');
    await turn();
    states.push(isHeld());
    work(stage.worker(1));
    await turn();
    states.push(isHeld());

    assert.deepEqual(states, [false, true, false]);
  });

  it('while work waits for a worker to start', async () => {
    const stage = new Stage();

    stage.apply('a');
    await turn();
    const whileWaiting = isHeld();
    stage.scheduler.terminate();

    assert.deepEqual([whileWaiting, isHeld()], [true, false]);
  });

  it('while somebody waits for its end', async () => {
    const stage = new Stage();
    stage.scheduler.terminate();

    const ended = stage.scheduler.ended();
    const whileWaiting = isHeld();
    await stage.worker(1).exit();
    await ended;

    assert.deepEqual([whileWaiting, isHeld()], [true, false]);
  });
});
