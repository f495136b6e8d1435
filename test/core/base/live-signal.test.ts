import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AbortCause } from '#dist/core/base/abort-cause.js';
import { liveSignal } from '#dist/core/base/live-signal.js';

describe('A live signal', () => {
  it('is an AbortSignal that nobody has aborted', () => {
    const { signal } = liveSignal(() => undefined);

    assert.ok(signal instanceof AbortSignal);
    assert.deepEqual([signal.aborted, signal.reason], [false, undefined]);
    signal.throwIfAborted();
  });

  it('looks itself whenever it is asked, and tells its listeners what it has found', () => {
    const flag: { cause?: AbortCause } = {};
    const { signal } = liveSignal(() => flag.cause);
    const heard: string[] = [];
    signal.addEventListener('abort', () => heard.push(signal.reason.name));
    const before = signal.aborted;

    flag.cause = 'timedOut';

    assert.deepEqual([before, signal.aborted, signal.aborted], [false, true, true]);
    assert.deepEqual(heard, ['TimeoutError']);
    assert.throws(
      () => signal.throwIfAborted(),
      (error) => error === signal.reason,
    );
  });

  it('has a reason for whoever asks for that first', () => {
    const { signal } = liveSignal(() => 'ended');

    assert.equal(signal.reason.name, 'PoolTerminatedError');
  });

  it('can be aborted as any other, once', () => {
    const { signal, abort } = liveSignal(() => undefined);
    const any = AbortSignal.any([signal]);

    abort('cancelled');
    abort('timedOut');

    assert.deepEqual([signal.aborted, signal.reason.name], [true, 'AbortError']);
    assert.equal(any.aborted, true);
  });
});
