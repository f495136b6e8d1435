import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failedToOpen } from '#dist/core/handle/exit-report.js';

describe('failedToOpen', () => {
  it('reports a worker that had nothing in hand and no process, with what was thrown', () => {
    const cause = new Error('EAGAIN');

    const { exit, started, unstarted, stage, crash } = failedToOpen(7, cause);

    assert.deepEqual(
      [exit.workerId, exit.pid, exit.exitCode, exit.signal, exit.cause],
      [7, 0, null, null, cause],
    );
    assert.deepEqual([started, unstarted, stage, crash], [[], [], 'starting', undefined]);
  });
});
