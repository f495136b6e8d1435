import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isAborted, isAbortSignal, onAbort, reasonOf } from '#dist/core/base/abort-signal.js';

describe('An AbortSignal', () => {
  it('is one of Node’s, and not what looks like it', () => {
    const { signal } = new AbortController();

    assert.ok(isAbortSignal(signal));
    for (const other of [
      null,
      'signal',
      {},
      Object.create(AbortSignal.prototype),
      new Proxy(signal, {}),
    ])
      assert.ok(!isAbortSignal(other));
  });

  it('is asked by Node’s own methods, whatever its own say', () => {
    const controller = new AbortController();
    const { signal } = controller;
    const lie = (): never => assert.fail('it was asked itself');
    for (const name of ['aborted', 'reason', 'addEventListener', 'removeEventListener'])
      Object.defineProperty(signal, name, { get: lie });
    let heard = 0;
    const stop = onAbort(signal, () => void (heard += 1));
    onAbort(signal, lie)();

    controller.abort('enough');
    stop();

    assert.deepEqual([heard, isAborted(signal), reasonOf(signal)], [1, true, 'enough']);
  });
});
