import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextRunState, RUNNING, type RunEnd } from '#dist/cli/run-state.js';

const ABORTED: RunEnd = { kind: 'aborted' };
const STOPPED: RunEnd = {
  kind: 'stopped',
  failed: { position: 7, input: 'in.ndjson', line: 8, record: 7, error: new Error('seven') },
};
const FAILED: RunEnd = { kind: 'failed', error: new Error('the disk is full') };

describe('the state of a run', () => {
  for (const event of [ABORTED, STOPPED, FAILED]) {
    it(`becomes ${event.kind} while it is running`, () => {
      assert.equal(nextRunState(RUNNING, event), event);
    });
  }

  for (const before of [ABORTED, STOPPED]) {
    it(`becomes failed even if it was ${before.kind} before: that decides what can be saved`, () => {
      assert.equal(nextRunState(before, FAILED), FAILED);
    });

    it(`stays ${before.kind} when something else would end it once more`, () => {
      assert.equal(nextRunState(before, { ...ABORTED }), before);
      assert.equal(nextRunState(before, { ...STOPPED }), before);
    });
  }

  it('keeps the first of two failures', () => {
    assert.equal(nextRunState(FAILED, { kind: 'failed', error: new Error('later') }), FAILED);
    assert.equal(nextRunState(FAILED, ABORTED), FAILED);
  });
});
