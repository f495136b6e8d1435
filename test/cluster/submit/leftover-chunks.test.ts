import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LeftoverChunks } from '#dist/cluster/submit/leftover-chunks.js';

/** A queue that has chunks of `jobs` and counts how often it is asked. */
function queueOf(...jobs: readonly string[]) {
  const purged: string[] = [];
  return {
    asked: 0,
    purged,
    async waiting(): Promise<ReadonlyMap<string, number>> {
      this.asked += 1;
      return new Map(jobs.map((job) => [job, 1]));
    },
    async purge(job: string): Promise<number> {
      purged.push(job);
      return 1;
    },
  };
}

describe('LeftoverChunks', () => {
  it('purges the jobs that are over and have chunks in the queue, and no others', async () => {
    const queue = queueOf('over', 'running');
    const leftovers = new LeftoverChunks();
    leftovers.add('over');
    leftovers.add('gone');

    await leftovers.purge(queue);

    assert.deepEqual(queue.purged, ['over']);
  });

  it('does not ask the queue while no job is over', async () => {
    const queue = queueOf('running');

    await new LeftoverChunks().purge(queue);

    assert.equal(queue.asked, 0);
  });

  it('looks for each job once', async () => {
    const queue = queueOf('over');
    const leftovers = new LeftoverChunks();
    leftovers.add('over');

    await leftovers.purge(queue);
    await leftovers.purge(queue);

    assert.deepEqual([queue.asked, queue.purged], [1, ['over']]);
  });

  it('looks for them again after the queue could not be asked', async () => {
    const queue = queueOf('over');
    const leftovers = new LeftoverChunks();
    leftovers.add('over');
    const away = { ...queue, waiting: () => Promise.reject(new Error('away')) };

    await assert.rejects(leftovers.purge(away), { message: 'away' });
    await leftovers.purge(queue);

    assert.deepEqual(queue.purged, ['over']);
  });
});
