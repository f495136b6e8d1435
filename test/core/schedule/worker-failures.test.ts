import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CrashLoopError,
  InitializerError,
  TaskTimeoutError,
  WorkerLostError,
} from '#dist/core/base/errors.js';
import type { WorkerExit } from '#dist/core/base/exit.js';
import { encodeError } from '#dist/core/codec/error/encode-error.js';
import { Chunk, type ChunkOwner } from '#dist/core/job/chunk.js';
import {
  crashLoopFailure,
  explainExit,
  initializerFailure,
  loadingFailure,
  lostFailure,
  poisonFailure,
  timeoutFailure,
} from '#dist/core/schedule/worker-failures.js';
import { specOf } from '../job/fake-control.js';
import { exitOf, exitReport, handleCalled } from './stage.js';

const CALLED_FROM = 'Error\n    at main (program.js:3:4)';

function chunkOf(more: Partial<ChunkOwner> = {}): Chunk {
  const job = { spec: specOf(), total: 100, submittedAt: CALLED_FROM, ...more } as ChunkOwner; // enough for a message
  return new Chunk(job, { first: 10, items: ['a', 'b', 'c'] });
}

function messageOf(error: unknown): string {
  assert.ok(error instanceof Error);
  return error.message;
}

describe('lostFailure', () => {
  it('says how the worker ended, and shows the stack of the call', () => {
    const error = lostFailure(exitReport(), chunkOf());

    assert.ok(error instanceof WorkerLostError);
    assert.equal(
      error.message,
      'worker 3 (pid 42) ended with exit code 1 before the task was done',
    );
    assert.equal(error.stack, `WorkerLostError: ${error.message}\n    at main (program.js:3:4)`);
  });

  it('is what the worker threw, where it could still say so', () => {
    const crash = encodeError(new RangeError('in a timer'));

    const error = lostFailure(exitReport({ crash }), chunkOf());

    assert.ok(error instanceof RangeError);
    assert.equal(error.message, 'in a timer');
    assert.match(error.stack ?? '', /worker 3 \(pid 42\)[^]*main \(program\.js:3:4\)/);
  });

  it('says of a worker that was stuck why it was ended', () => {
    assert.match(
      messageOf(lostFailure(exitReport({ stage: 'stuck' }))),
      /longer than startTimeout/,
    );
  });

  it('keeps what stopped the worker from starting as its cause', () => {
    const cause = new Error('ENOENT');

    const error = lostFailure(exitReport({ exit: exitOf({ cause }) }));

    assert.ok(error instanceof WorkerLostError);
    assert.equal(error.cause, cause);
    assert.match(error.message, /: Error: ENOENT$/);
  });

  it('keeps its own stack where nobody knows that of the call', () => {
    const error = lostFailure(exitReport());

    assert.match(error instanceof Error ? (error.stack ?? '') : '', /\n {4}at .*worker-failures/);
  });
});

describe('poisonFailure', () => {
  it('says how many workers an item has ended, and where it was submitted', () => {
    const chunk = chunkOf();
    chunk.unstartedEnds = 3;

    const error = poisonFailure(exitReport({ exit: exitOf({ signal: 'SIGSEGV' }) }), chunk);

    assert.match(
      error.message,
      /: 3 workers were given this item and ended before they started it.*\(a crash in native code\)$/,
    );
    assert.match(error.stack ?? '', /at main \(program\.js:3:4\)$/);
  });

  it('says of workers that were stuck that they did not come to start it', () => {
    const error = poisonFailure(exitReport({ stage: 'stuck' }), chunkOf());

    assert.match(error.message, /\(it did not come to start it\)$/);
  });

  it('gives no reason where none is known', () => {
    assert.match(poisonFailure(exitReport(), chunkOf()).message, /does reading it not end\?$/);
  });
});

describe('timeoutFailure', () => {
  it('names the task, the item and the limit, and where it was submitted', () => {
    const error = timeoutFailure(chunkOf(), { offset: 2, limitMs: 500 });

    assert.ok(error instanceof TaskTimeoutError);
    assert.equal(
      error.message,
      "'f' on item 12 ran longer than its timeout of 500 ms; its worker was ended",
    );
    assert.match(error.stack ?? '', /at main \(program\.js:3:4\)$/);
  });

  it('does not number the only item there is', () => {
    assert.match(
      timeoutFailure(chunkOf({ total: 1 }), { offset: 0, limitMs: 500 }).message,
      /^'f' ran longer/,
    );
  });
});

describe('loadingFailure', () => {
  it('names the task and the limit, and what may be the reason', () => {
    const error = loadingFailure(chunkOf(), 30_000);

    assert.ok(error instanceof TaskTimeoutError);
    assert.match(error.message, /^'f' was not loaded after 30000 ms \(startTimeout\): its module/);
  });
});

describe('initializerFailure', () => {
  it('names the worker, and has what was thrown as its cause', () => {
    const thrown = encodeError(new RangeError('no database'));

    const error = initializerFailure(handleCalled('worker 1 (pid 7)'), thrown, undefined);

    assert.ok(error instanceof InitializerError);
    assert.equal(
      error.message,
      'the initializer failed in worker 1 (pid 7): RangeError: no database',
    );
    assert.ok(error.cause instanceof RangeError);
  });

  it('can name what is no error', () => {
    const error = initializerFailure(
      handleCalled('worker 1 (pid 7)'),
      encodeError('just text'),
      undefined,
    );

    assert.match(error.message, /: just text$/);
  });
});

describe('crashLoopFailure', () => {
  it('says that workers do not become ready, and how the last one ended', () => {
    const error = crashLoopFailure(exitReport({ stage: 'starting' }), 30_000);

    assert.ok(error instanceof CrashLoopError);
    assert.equal(
      error.message,
      'workers ended 5 times in a row before they were ready, so no more are started; ' +
        'the last, worker 3 (pid 42), ended with exit code 1',
    );
    assert.ok(error.cause instanceof WorkerLostError);
  });

  it('says that workers do not start their work, where they were ready', () => {
    const { message } = crashLoopFailure(exitReport({ stage: 'ready' }), 30_000);

    assert.match(message, /before they started the work they were given/);
  });

  it('names the limit where the last one was not ready in time', () => {
    const { message } = crashLoopFailure(exitReport({ stage: 'not ready in time' }), 250);

    assert.match(message, /was not ready after 250 ms, initializer included.*startTimeout$/);
  });

  it('quotes what the last one wrote and what it threw', () => {
    const report = exitReport({
      stage: 'starting',
      crash: encodeError(new TypeError('at load')),
      exit: exitOf({ lastWords: 'one\ntwo\n' }),
    });

    const error = crashLoopFailure(report, 30_000);

    assert.match(
      error.message,
      /having thrown: TypeError: at load\n.*stderr were:\n {2}\| one\n {2}\| two$/,
    );
    assert.ok(error.cause instanceof TypeError);
  });

  it('says so where workers cannot even be started, and why', () => {
    const cause = new Error('EAGAIN');
    const exit = exitOf({ pid: 0, exitCode: null, cause });

    const error = crashLoopFailure(exitReport({ stage: 'starting', exit }), 30_000);

    assert.match(error.message, /could not be started: Error: EAGAIN$/);
    assert.equal(error.cause, cause);
  });
});

describe('explainExit', () => {
  const signals: readonly (readonly [NodeJS.Signals, RegExp])[] = [
    ['SIGKILL', /out-of-memory killer/],
    ['SIGTERM', /somebody else/],
    ['SIGHUP', /somebody else/],
    ['SIGINT', /somebody else/],
    ['SIGSEGV', /native code/],
    ['SIGBUS', /native code/],
    ['SIGILL', /native code/],
    ['SIGABRT', /gave up/],
    ['SIGXCPU', /CPU time/],
  ];
  for (const [signal, explanation] of signals) {
    it(`knows what ${signal} usually means`, () => {
      assert.match(explainExit(exitOf({ exitCode: null, signal })) ?? '', explanation);
    });
  }

  it('knows nothing of an exit code, nor of other signals', () => {
    const exits = [exitOf(), exitOf({ exitCode: null, signal: 'SIGUSR2' })];

    assert.deepEqual(exits.map(explainExit), [undefined, undefined]);
  });

  const V8 = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
  const outOfMemory: readonly (readonly [how: string, exit: Partial<WorkerExit>])[] = [
    ['a thread by its error', { cause: { code: 'ERR_WORKER_OUT_OF_MEMORY' } }],
    ['a process by its signal', { signal: 'SIGABRT', exitCode: null, lastWords: V8 }],
    ['a process behind a shell by its code', { exitCode: 134, lastWords: V8 }],
  ];
  for (const [how, exit] of outOfMemory) {
    it(`knows ${how} to have run out of memory, and says what to raise`, () => {
      const text = explainExit(exitOf({ ...exit, heapLimitMb: 512 })) ?? '';

      assert.match(text, /heap limit of about 512 MB.*maxOldGenerationSizeMb: 1024 \}$/);
    });
  }

  it('does not believe a worker that only wrote about memory', () => {
    assert.equal(explainExit(exitOf({ exitCode: 1, lastWords: V8 })), undefined);
  });

  it('has no number where the limit is not known', () => {
    const text = explainExit(exitOf({ exitCode: 134, lastWords: V8 })) ?? '';

    assert.match(text, /at its heap limit; .*maxOldGenerationSizeMb: … \}$/);
  });
});
