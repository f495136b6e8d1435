import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeExit, describeWorker, type WorkerExit } from '#dist/core/base/exit.js';

const EXIT: WorkerExit = { workerId: 3, pid: 42, exitCode: null, signal: null, lastWords: '' };

describe('describeExit', () => {
  it('names the exit code, 0 included', () => {
    const texts = [0, 3].map((exitCode) => describeExit({ ...EXIT, exitCode }));

    assert.deepEqual(texts, ['exit code 0', 'exit code 3']);
  });

  it('names the signal, even beside a code', () => {
    assert.equal(describeExit({ ...EXIT, exitCode: 137, signal: 'SIGKILL' }), 'signal SIGKILL');
  });

  it('says so where there is neither', () => {
    assert.equal(describeExit(EXIT), 'no exit code');
  });
});

describe('describeWorker', () => {
  it('names a process by its pid', () => {
    assert.equal(describeWorker({ workerId: 3, pid: 42 }), 'worker 3 (pid 42)');
  });

  it('names a thread by its thread id: the pid is that of the program', () => {
    assert.equal(describeWorker({ workerId: 3, pid: 42, threadId: 7 }), 'worker 3 (thread 7)');
  });
});
