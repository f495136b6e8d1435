import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertTalks, broadcastCall } from '#dist/core/api/broadcast.js';
import type { BroadcastJob } from '#dist/core/job/broadcast-job.js';
import type { Broadcasts } from '#dist/core/schedule/broadcasts.js';
import { FakeBackend } from './fake-backend.ts';

class Broadcasting extends FakeBackend {
  readonly begun: BroadcastJob[] = [];
  readonly broadcasts = {
    begin: (job: BroadcastJob) => this.begun.push(job),
  } as unknown as Broadcasts;
}

describe('broadcastCall', () => {
  it('submits a job with what the caller asked for, and begins it', () => {
    const backend = new Broadcasting();
    const context = { backend, method: 'broadcast', submitted: {} } as const;
    const options = { replay: true, timeout: 5, abortGrace: 7 };

    broadcastCall(context, { fn: (x: number) => x, items: [1], call: 'spread', options }, () => {});

    const [job] = backend.begun;
    assert.equal(backend.jobs[0], job);
    assert.deepEqual([job?.args, job?.isReplayed, job?.timeoutMs], [[1], true, 5]);
    assert.deepEqual(job?.spec.talk, { reports: false, abortable: true, ahead: 0 });
  });

  it('keeps what is run again later as it is now', () => {
    const backend = new Broadcasting();
    const context = { backend, method: 'broadcast', submitted: {} } as const;
    const settings = { level: 'debug', table: new Uint8Array([1]) };

    broadcastCall(
      context,
      { fn: () => {}, items: [settings], call: 'spread', options: { replay: true } },
      () => {},
    );
    settings.level = 'changed';
    settings.table[0] = 2;

    assert.deepEqual(backend.begun[0]?.args, [{ level: 'debug', table: new Uint8Array([1]) }]);
  });

  it('throws where tasks and their callers cannot talk, with the reason', () => {
    const backend = Object.assign(new FakeBackend(), { whyNoTalk: 'it is far away' });
    const context = { backend, method: 'stream', submitted: {} } as const;

    assert.throws(() => assertTalks(context), {
      code: 'ERR_POOL_STATE',
      message: 'stream is of no use here: it is far away',
    });
  });
});
