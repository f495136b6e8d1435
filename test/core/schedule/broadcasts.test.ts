import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { BroadcastJob } from '#dist/core/job/broadcast-job.js';
import type { StartMessage } from '#dist/core/wire/messages.js';
import type { FakeChannel } from '../handle/fake-channel.js';
import { jobOptions } from '../job/fake-control.js';
import { Stage, terminateAll } from './scheduler-stage.js';
import { turn } from './stage.js';

interface Broadcast {
  readonly job: BroadcastJob;
  readonly outcomes: unknown[];
}

function broadcast({ scheduler }: Stage, isReplayed = false): Broadcast {
  const outcomes: unknown[] = [];
  const job: BroadcastJob = new BroadcastJob(
    jobOptions(),
    {
      args: ['x'],
      isReplayed,
      onOutcome: (outcome) => outcomes.push(outcome),
      onWorkerDone: (id) => scheduler.broadcasts.onWorkerDone(job, id),
    },
    scheduler,
  );
  scheduler.submit(job);
  scheduler.broadcasts.begin(job);
  return { job, outcomes };
}

/** The worker runs its next chunk: its value is its id. */
async function run(channel: FakeChannel): Promise<void> {
  const id = channel.take();
  if (id === undefined) throw new Error('it has nothing to run');
  channel.done([id], { values: [channel.options.workerId] });
  await turn();
}

function replaysOf(channel: FakeChannel): number {
  const start = channel.sent.find((message) => message.kind === 'start') as StartMessage;
  return start.replays?.length ?? 0;
}

describe('Broadcasts', () => {
  afterEach(terminateAll);

  it('give each worker its own chunk, at once or when it is ready, and before all others', async () => {
    const stage = new Stage({ workers: 2 });
    await stage.ready(1);
    const { outcomes } = broadcast(stage);
    stage.apply('other');

    await run(stage.worker(1));
    stage.worker(2).ready();
    const before = [...outcomes];
    await run(stage.worker(2));

    assert.deepEqual(before, []);
    assert.deepEqual(outcomes, [{ ok: true, value: [1, 2] }]);
  });

  it('reach those that are not even started yet', async () => {
    const stage = new Stage({ workers: 3, startsAtOnce: 1 });
    const { outcomes } = broadcast(stage);

    for (const id of [1, 2, 3]) {
      await stage.ready(id);
      await run(stage.worker(id));
    }

    assert.deepEqual(outcomes, [{ ok: true, value: [1, 2, 3] }]);
  });

  it('go on with the successor of a worker that ends before it has run its chunk', async () => {
    const stage = new Stage({ workers: 2 });
    await stage.ready(1, 2);
    const { outcomes } = broadcast(stage, true);
    await run(stage.worker(1));

    await stage.worker(2).exit();
    await turn();
    await stage.ready(3);
    await run(stage.worker(3));

    assert.deepEqual(outcomes, [{ ok: true, value: [1, 3] }]);
    assert.equal(replaysOf(stage.worker(3)), 0, 'it was its first chunk');
  });

  it('fail if a worker ends while it runs it', async () => {
    const stage = new Stage({ workers: 1 });
    await stage.ready(1);
    const { outcomes } = broadcast(stage, true);
    stage.worker(1).take();

    await stage.worker(1).exit();
    await turn();

    assert.equal((outcomes[0] as { error: Error }).error.name, 'WorkerLostError');
    assert.equal(replaysOf(stage.worker(2)), 0, 'what has failed is not replayed');
  });

  it('are in the start message of later workers, in their order, if they are replayed', async () => {
    const stage = new Stage({ workers: 1 });
    await stage.ready(1);
    for (const isReplayed of [true, false, true]) {
      broadcast(stage, isReplayed);
      await run(stage.worker(1));
    }

    await stage.worker(1).exit();
    await turn();

    assert.equal(replaysOf(stage.worker(1)), 0);
    assert.equal(replaysOf(stage.worker(2)), 2);
  });

  it('give the chunk again if it comes back because another is ended', async () => {
    const stage = new Stage({ workers: 1 });
    await stage.ready(1);
    const { job } = stage.apply('stuck', { abortGraceMs: 1000 });
    await turn();
    const stuck = stage.worker(1).take();
    const { outcomes } = broadcast(stage);

    job.cancel(new Error('enough'));
    await turn();
    const waiting = [...stage.worker(1).tickets.waiting];
    stage.worker(1).done([stuck ?? 0]);
    await turn();
    await run(stage.worker(1));

    assert.deepEqual(waiting, []);
    assert.deepEqual(outcomes, [{ ok: true, value: [1] }]);
  });

  it('are over with the pool', async () => {
    const stage = new Stage({ workers: 1 });
    const { outcomes } = broadcast(stage);

    stage.scheduler.terminate();

    assert.equal((outcomes[0] as { error: Error }).error.name, 'PoolTerminatedError');
    assert.equal(stage.scheduler.broadcasts.isAnyOpen, false);
  });
});
