import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChunkQueue } from '#dist/cluster/engine/engine.js';
import { Recovery } from '#dist/cluster/submit/recovery.js';

const ACK_WAIT_MS = 1000;
const OVERDUE_MS = 5000;

/** A job whose oldest chunk has been in flight for `ageMs`. */
class WatchedJob {
  readonly id: string;
  readonly oldestSentAtMs: number;
  isWatching = false;
  /** What it was told of the queue. */
  readonly placement = '';
  counted: number | undefined;
  resent = 0;

  constructor(id: string, ageMs: number) {
    this.id = id;
    this.oldestSentAtMs = performance.now() - ageMs;
  }

  watchForPoison(): void {
    this.isWatching = true;
  }

  async republishOverdue(overdueMs: number, waiting: () => Promise<number>): Promise<void> {
    assert.equal(overdueMs, OVERDUE_MS);
    this.counted = await waiting();
  }

  async resendStuck(overdueMs: number): Promise<void> {
    assert.equal(overdueMs, OVERDUE_MS);
    this.resent += 1;
  }
}

function queueOf(counts: ReadonlyMap<string, number>) {
  const queue = {
    asked: 0,
    purged: [] as string[],
    ackWaitMs: ACK_WAIT_MS,
    async waiting() {
      queue.asked += 1;
      return counts;
    },
    async purge(job: string) {
      queue.purged.push(job);
      return 0;
    },
  };
  return queue;
}

function check(
  recovery: Recovery,
  queue: ReturnType<typeof queueOf>,
  jobs: readonly WatchedJob[],
): void {
  recovery.check({ chunks: queue as unknown as ChunkQueue }, jobs); // it needs no more of a queue
}

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('Recovery', () => {
  it('leaves jobs alone whose chunks have just been sent, or that have none in flight', async () => {
    const jobs = [new WatchedJob('young', 10), new WatchedJob('idle', Number.NEGATIVE_INFINITY)];
    const queue = queueOf(new Map());

    check(new Recovery(OVERDUE_MS, () => false), queue, jobs);
    await turn();

    assert.deepEqual(
      jobs.map(({ isWatching, counted }) => [isWatching, counted]),
      [
        [false, undefined],
        [false, undefined],
      ],
    );
    assert.equal(queue.asked, 0);
  });

  it('has a job listen for poison once a chunk is older than the ack wait', async () => {
    const job = new WatchedJob('old', ACK_WAIT_MS);

    check(new Recovery(OVERDUE_MS, () => false), queueOf(new Map()), [job]);
    await turn();

    assert.deepEqual([job.isWatching, job.counted], [true, undefined]);
  });

  it('counts the queue once for all jobs that are overdue', async () => {
    const jobs = [new WatchedJob('a', OVERDUE_MS), new WatchedJob('b', OVERDUE_MS)];
    const queue = queueOf(new Map([['a', 3]]));

    check(new Recovery(OVERDUE_MS, () => false), queue, jobs);
    await turn();

    assert.deepEqual(
      jobs.map(({ counted }) => counted),
      [3, 0],
    );
    assert.equal(queue.asked, 1);
  });

  it('purges what the queue still has of jobs that are over', async () => {
    const recovery = new Recovery(OVERDUE_MS, () => false);
    const queue = queueOf(new Map([['over', 1]]));
    recovery.noteOver('over');

    check(recovery, queue, []);
    await turn();

    assert.deepEqual(queue.purged, ['over']);
  });

  it('does nothing when the queue cannot be asked, and looks again the next time', async () => {
    const recovery = new Recovery(OVERDUE_MS, () => false);
    const queue = queueOf(new Map([['over', 1]]));
    recovery.noteOver('over');
    const away = { ...queue, waiting: () => Promise.reject(new Error('away')) };

    check(recovery, away, [new WatchedJob('a', OVERDUE_MS)]);
    await turn();
    assert.deepEqual(queue.purged, []);
    check(recovery, queue, []);
    await turn();

    assert.deepEqual(queue.purged, ['over']);
  });

  it('has overdue chunks sent anew that lie in the queue while all hosts are idle', () => {
    let areIdle = true;
    const recovery = new Recovery(OVERDUE_MS, () => areIdle);
    const [old, young] = [new WatchedJob('old', OVERDUE_MS + 1), new WatchedJob('young', 0)];
    const queue = queueOf(new Map());
    const resent: number[] = [];

    for (const idle of [true, false, true, true, true]) {
      areIdle = idle;
      check(recovery, queue, [old, young]);
      resent.push(old.resent);
    }

    assert.deepEqual([resent, young.resent], [[0, 0, 0, 1, 2], 0]);
  });
});
