import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { limitWait, resolveWait, waitFor } from '#dist/core/api/wait-options.js';

const FOR_EVER = { limitMs: undefined, signal: undefined };

describe('resolveWait', () => {
  it('takes a number, an object, and a negative number as no time', () => {
    const { signal } = new AbortController();

    assert.deepEqual(resolveWait(5), { limitMs: 5, signal: undefined });
    assert.deepEqual(resolveWait(-5), { limitMs: 0, signal: undefined });
    assert.deepEqual(resolveWait({ timeout: 5, signal }), { limitMs: 5, signal });
    assert.deepEqual(resolveWait({}), FOR_EVER);
  });

  it('throws the reason of a signal that has aborted', () => {
    assert.throws(
      () => resolveWait({ signal: AbortSignal.abort('gone') }),
      (error) => error === 'gone',
    );
  });
});

describe('limitWait', () => {
  it('tells of the abort once, and not of the time after it', async () => {
    const controller = new AbortController();
    const told: unknown[] = [];
    const events = {
      onTimeout: () => told.push('time'),
      onAbort: (reason: unknown) => told.push(reason),
    };
    limitWait({ limitMs: 1, signal: controller.signal }, events);

    controller.abort('stop');
    await new Promise((resolve) => setTimeout(resolve, 5));

    assert.deepEqual(told, ['stop']);
  });

  it('tells of nothing after it was stopped, and leaves no listener', async () => {
    const controller = new AbortController();
    const told: unknown[] = [];
    const events = { onTimeout: () => told.push('time'), onAbort: () => told.push('abort') };
    const stop = limitWait({ limitMs: 1, signal: controller.signal }, events);

    stop();
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 5));

    assert.deepEqual(told, []);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  it('tells at once of a signal that has aborted meanwhile', () => {
    const told: unknown[] = [];
    const events = { onTimeout: () => told.push('time'), onAbort: () => told.push('abort') };

    limitWait({ limitMs: 1, signal: AbortSignal.abort() }, events);

    assert.deepEqual(told, ['abort']);
  });
});

describe('waitFor', () => {
  it('passes on how the promise ends, and leaves no listener', async () => {
    const { signal } = new AbortController();
    const describeWait = (): string => 'late';

    await waitFor(Promise.resolve(), { limitMs: 0, signal }, describeWait);
    const failing = waitFor(Promise.reject(new Error('no')), { limitMs: 9, signal }, describeWait);

    await assert.rejects(failing, { message: 'no' });
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('says what was missing when the time is up', async () => {
    const waiting = waitFor(
      new Promise(() => {}),
      { limitMs: 1, signal: undefined },
      (ms) => `${ms} ms`,
    );

    await assert.rejects(waiting, { name: 'TimeoutError', message: '1 ms' });
  });
});
