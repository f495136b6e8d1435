import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import type { WorkerExit } from '#dist/core/base/exit.js';
import { isOutOfMemory, showUntold } from '#dist/core/schedule/out-of-memory.js';
import { exitOf, exitReport } from './stage.js';

const V8 = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

describe('isOutOfMemory', () => {
  const cases: readonly (readonly [how: string, exit: Partial<WorkerExit>, expected: boolean])[] = [
    ['a thread by its error', { cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } }, true],
    [
      'a process by its signal and its last words',
      { signal: 'SIGABRT', exitCode: null, lastWords: V8 },
      true,
    ],
    ['a process behind a shell by its code', { exitCode: 134, lastWords: V8 }, true],
    ['no worker that only wrote about memory', { exitCode: 1, lastWords: V8 }, false],
    ['no worker that crashed otherwise', { signal: 'SIGABRT', exitCode: null }, false],
  ];
  for (const [how, exit, expected] of cases) {
    it(`knows ${how}`, () => {
      assert.equal(isOutOfMemory(exitOf(exit)), expected);
    });
  }
});

describe('showUntold', () => {
  function shown(exit: Partial<WorkerExit>): string {
    const write = mock.method(process.stderr, 'write', () => true);
    try {
      showUntold(exitReport({ exit: exitOf(exit) }));
      return write.mock.calls.map(({ arguments: [text] }) => text).join('');
    } finally {
      write.mock.restore();
    }
  }

  it('writes the report on a full heap, which was kept for an error', () => {
    assert.equal(shown({ exitCode: 134, lastWords: V8 }), `${V8}\n`);
  });

  it('writes nothing of a worker that ended otherwise', () => {
    assert.equal(shown({ exitCode: 1, lastWords: 'bye' }), '');
    assert.equal(shown({ exitCode: 0 }), '');
  });
});
