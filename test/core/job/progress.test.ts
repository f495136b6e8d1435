import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { tellProgress } from '#dist/core/job/progress.js';

class Advancing {
  readonly progress = { done: 1, total: 2 };
  isOver = false;
  readonly aborted: unknown[] = [];

  abort(error: unknown): void {
    this.aborted.push(error);
  }
}

describe('tellProgress', () => {
  it('tells how far the job has come', () => {
    const told: unknown[] = [];

    tellProgress((progress) => told.push(progress), new Advancing());

    assert.deepEqual(told, [{ done: 1, total: 2 }]);
  });

  it('fails the job with what the callback throws, once', async () => {
    const job = new Advancing();
    const late = async (): Promise<never> => await Promise.reject(new Error('late'));
    const fail = late as () => unknown as () => void; // to the compiler it returns nothing

    tellProgress(fail, job);
    tellProgress(fail, job);
    await turn();

    assert.equal(job.aborted.length, 1);
  });

  it('throws on what comes too late to fail the job', () => {
    const job = new Advancing();
    job.isOver = true;

    assert.throws(() => {
      tellProgress(() => {
        throw new Error('too late');
      }, job);
    }, /too late/);
    assert.deepEqual(job.aborted, []);
  });
});
