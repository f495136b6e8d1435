import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joblogLine } from '#dist/cli/joblog.js';

const RECORD = { position: 2, input: 'in.ndjson', line: 3, value: 0, size: 1 };
const PLACE = { position: 2, input: 'in.ndjson', line: 3 };

describe('a line of the job log', () => {
  it('says when a record ran, for how long, where and how it ended', () => {
    const outcome = { ok: true, value: 1 } as const;
    const timed = { startedAtMs: 0, durationMs: 1.23456, worker: 2, outcome };

    assert.deepEqual(JSON.parse(joblogLine(RECORD, outcome, { timed })), {
      ...PLACE,
      ...{ start: '1970-01-01T00:00:00.000Z', durationMs: 1.235, worker: 2, outcome: 'ok' },
    });
  });

  it('knows the worker that was lost, though not when the record started', () => {
    const error = Object.assign(new Error('gone'), { workerId: 5 });

    assert.deepEqual(JSON.parse(joblogLine(RECORD, { ok: false, error })), {
      ...PLACE,
      ...{ start: null, durationMs: null, worker: 5, outcome: 'failed', error: 'Error: gone' },
    });
  });

  it('has what the record reported, bigints as integers, and what has no JSON as its text', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const reports = [{ epoch: 1 }, 'half', 2n ** 64n, cycle];

    const line = joblogLine(RECORD, { ok: true, value: 1 }, { timed: undefined, reports });

    assert.match(line, /"reports":\[\{"epoch":1\},"half",18446744073709551616,"<ref \*1> \{ self/);
    assert.equal(line.trimEnd().split('\n').length, 1);
  });

  it('names no worker where none is known', () => {
    const line = joblogLine(RECORD, { ok: false, error: 'no error' });

    assert.equal((JSON.parse(line) as { worker: unknown }).worker, null);
  });
});
