import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Stage } from '#dist/core/handle/exit-report.js';
import { MAX_FRUITLESS, RestartPolicy } from '#dist/core/handle/restart-policy.js';

interface End {
  readonly stage: Stage;
  readonly started?: number;
  readonly unstarted?: number;
}

/** What is decided when worker `id` ends; `newest` is the last one started. */
function decide(restarts: RestartPolicy, id: number, end: End, newest = id): number | 'give up' {
  const exit = { workerId: id, pid: 1, exitCode: 1, signal: null, lastWords: '' };
  const chunks = (count = 0): never[] => Array.from({ length: count }, () => ({}) as never);
  return restarts.after(
    {
      exit,
      crash: undefined,
      stage: end.stage,
      started: chunks(end.started),
      unstarted: chunks(end.unstarted),
    },
    newest,
  );
}

describe('RestartPolicy', () => {
  it('replaces a worker that has worked, or that was ended by us, at once and always', () => {
    const restarts = new RestartPolicy();

    for (let id = 1; id < 20; id += 1) {
      assert.equal(decide(restarts, id, { stage: id % 2 === 0 ? 'has worked' : 'ended by us' }), 0);
    }
  });

  it('gives up after five failed starts in a row, with growing pauses between them', () => {
    const restarts = new RestartPolicy();

    const decisions = [1, 2, 3, 4, 5].map((id) => decide(restarts, id, { stage: 'starting' }));

    assert.deepEqual(decisions, [0, 50, 100, 200, 'give up']);
    assert.equal(decisions.length, MAX_FRUITLESS);
  });

  it('counts workers that were there together once', () => {
    const restarts = new RestartPolicy();

    const first = [1, 2, 3, 4, 5, 6].map((id) => decide(restarts, id, { stage: 'starting' }, 6));

    assert.deepEqual(first, [0, 0, 0, 0, 0, 0]);
    assert.equal(decide(restarts, 7, { stage: 'not ready in time' }), 50);
  });

  it('forgets failed starts when one succeeds', () => {
    const restarts = new RestartPolicy();
    for (const id of [1, 2, 3, 4]) decide(restarts, id, { stage: 'starting' });
    assert.equal(restarts.isFailing, true);

    restarts.onReady();

    assert.equal(restarts.isFailing, false);
    assert.notEqual(decide(restarts, 5, { stage: 'starting' }), 'give up');
  });

  it('never gives up workers that end while idle, but starts them ever more rarely', () => {
    const restarts = new RestartPolicy();

    const decisions = Array.from({ length: 12 }, (_, i) => {
      restarts.onReady();
      return decide(restarts, i + 1, { stage: 'ready' });
    });

    assert.deepEqual(decisions, [0, 50, 100, 200, 400, 800, 1000, 1000, 1000, 1000, 1000, 1000]);
  });

  it('gives up workers that become ready and always end before they start what they hold', () => {
    const restarts = new RestartPolicy();

    const decisions = [1, 2, 3, 4, 5].map((id) => {
      restarts.onReady();
      return decide(restarts, id, { stage: 'ready', unstarted: 1 });
    });

    assert.equal(decisions.at(-1), 'give up');
  });

  it('takes a task that kills its worker for work, however often', () => {
    const restarts = new RestartPolicy();

    for (let id = 1; id < 20; id += 1) {
      restarts.onReady();
      assert.equal(decide(restarts, id, { stage: 'ready', started: 1, unstarted: 3 }), 0);
    }
  });

  it('forgets everything when work is done', () => {
    const restarts = new RestartPolicy();
    for (const id of [1, 2, 3, 4]) decide(restarts, id, { stage: 'ready', unstarted: 1 });

    restarts.hasWorked = true;

    assert.equal(decide(restarts, 5, { stage: 'ready', unstarted: 1 }), 0);
  });
});
