import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ApplyJob } from '#dist/core/job/apply-job.js';
import { Chunk } from '#dist/core/job/chunk.js';
import { tellReport } from '#dist/core/job/reports.js';
import type { SaidMessage } from '#dist/core/wire/messages.js';
import { UnreadableList } from '#dist/core/wire/unreadable.js';
import { FakeControl, jobOptions } from './fake-control.ts';

function open(): { job: ApplyJob; chunk: Chunk; outcome: () => unknown } {
  let outcome: unknown;
  const own = {
    args: [],
    onOutcome: (given: unknown) => {
      outcome = given;
    },
  };
  const job = new ApplyJob(jobOptions(), own, new FakeControl());
  job.begin();
  return {
    job,
    chunk: new Chunk(job, { first: 10, items: [1, 2, 3], attempt: 1 }),
    outcome: () => outcome,
  };
}

function said(values: ArrayLike<unknown>): SaidMessage {
  return { kind: 'said', chunkId: 1, offset: 2, what: 'report', values };
}

describe('tellReport', () => {
  it('hands on the value, and says where it has come from', () => {
    const { job, chunk } = open();
    const told: unknown[] = [];

    tellReport((...heard) => told.push(...heard), job, { chunk, said: said(['x']), worker: 4 });

    assert.deepEqual(told, ['x', { index: 12, worker: 4, attempt: 1 }]);
  });

  it('fails the call with what the listener throws', () => {
    const { job, chunk, outcome } = open();
    const error = new Error('no');
    const fail = (): never => {
      throw error;
    };

    tellReport(fail, job, { chunk, said: said(['x']), worker: 4 });

    assert.deepEqual(outcome(), { ok: false, error });
  });

  it('fails the call for what cannot be read here, and does not call the listener', () => {
    const { job, chunk, outcome } = open();
    let calls = 0;
    const list = new UnreadableList(1, new Error('torn'));

    tellReport(() => (calls += 1), job, { chunk, said: said(list), worker: 4 });

    assert.equal(calls, 0);
    assert.match(
      String((outcome() as { error: unknown }).error),
      /^NotSendableError: cannot send a report of 'f' to the caller\n {2}because it could not be read there: .*torn/,
    );
  });
});
