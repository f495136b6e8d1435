import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as errors from '#dist/core/base/errors.js';

const EXIT = { workerId: 3, pid: 42, exitCode: 7, signal: null, lastWords: '' } as const;

describe('Every error of the pool', () => {
  const codes: readonly (readonly [error: errors.PoolError, code: string])[] = [
    [new errors.PoolError('m'), 'ERR_POOL'],
    [new errors.PoolStateError('m'), 'ERR_POOL_STATE'],
    [new errors.PoolTerminatedError('m'), 'ERR_POOL_TERMINATED'],
    [new errors.WorkerLostError(EXIT), 'ERR_POOL_WORKER_LOST'],
    [new errors.CrashLoopError('m'), 'ERR_POOL_CRASH_LOOP'],
    [new errors.InitializerError('m'), 'ERR_POOL_INITIALIZER'],
    [new errors.TimeoutError('m'), 'ERR_POOL_TIMEOUT'],
    [new errors.TaskTimeoutError('m'), 'ERR_POOL_TASK_TIMEOUT'],
    [new errors.NotSendableError('m'), 'ERR_POOL_NOT_SENDABLE'],
    [new errors.OptionError('m'), 'ERR_POOL_OPTION'],
    [new errors.ProtocolError('m'), 'ERR_POOL_PROTOCOL'],
    [new errors.InvariantError('m'), 'ERR_POOL_INVARIANT'],
    [new errors.ClosedError('m'), 'ERR_POOL_CLOSED'],
    [new errors.QueueFullError('m'), 'ERR_POOL_QUEUE_FULL'],
    [new errors.QueueEmptyError('m'), 'ERR_POOL_QUEUE_EMPTY'],
    [new errors.BrokenBarrierError('m'), 'ERR_POOL_BROKEN_BARRIER'],
  ];
  for (const [error, code] of codes) {
    it(`is a PoolError with a name and the code ${code}`, () => {
      assert.ok(error instanceof errors.PoolError && error instanceof Error);
      assert.deepEqual([error.name, error.code], [error.constructor.name, code]);
      assert.match(error.stack ?? '', new RegExp(`^${error.name}: `));
    });
  }

  it('is listed here', () => {
    const classes = Object.values(errors).filter((one) => typeof one === 'function');

    assert.deepEqual(new Set(codes.map(([error]) => error.constructor)), new Set<unknown>(classes));
  });

  it('keeps its cause, and its name out of loops', () => {
    const error = new errors.PoolError('m', { cause: 'because' });

    assert.equal(error.cause, 'because');
    assert.deepEqual(Object.keys(error), ['code', 'help']);
  });

  it('asks to be reported where it is a bug of ours', () => {
    for (const error of [new errors.InvariantError('odd'), new errors.ProtocolError('odd')])
      assert.match(error.message, /^odd \(this is a bug in manyhands: please report it/);
  });
});

describe('PoolTerminatedError', () => {
  it('says what has happened where nobody says more', () => {
    const { message } = new errors.PoolTerminatedError();

    assert.equal(message, 'the pool was terminated before this work was done');
  });
});

describe('WorkerLostError', () => {
  it('says which worker ended, and how', () => {
    const error = new errors.WorkerLostError(EXIT);

    assert.equal(
      error.message,
      'worker 3 (pid 42) ended with exit code 7 before the task was done',
    );
    assert.deepEqual([error.exitCode, error.signal, error.pid, error.workerId], [7, null, 42, 3]);
  });

  it('gives an explanation where there is one, and quotes the last words, line by line', () => {
    const error = new errors.WorkerLostError({ ...EXIT, lastWords: '\none\ntwo\n' }, 'too large');

    assert.equal(
      error.message,
      'worker 3 (pid 42) ended with exit code 7 before the task was done: too large\n' +
        '  its last words on stderr were:\n  | one\n  | two',
    );
  });
});
