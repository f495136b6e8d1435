/** The callbacks of calls; `calls.test.ts` has them through the calls. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outcome } from '#dist/core/base/outcome.js';
import { inThisContext, withCallbacks } from '#dist/core/api/callbacks.js';

type Settled = Outcome<number>[];

describe('withCallbacks', () => {
  it('settles at once without any', () => {
    const settled: Settled = [];

    withCallbacks<number>({}, (outcome) => settled.push(outcome))({ ok: true, value: 1 });

    assert.deepEqual(settled, [{ ok: true, value: 1 }]);
  });

  it('waits for an async callback', async () => {
    const settled: Settled = [];
    const { promise, resolve } = later();
    const deliver = withCallbacks<number>({ callback: async () => await promise }, (outcome) =>
      settled.push(outcome),
    );

    deliver({ ok: true, value: 1 });
    await nextTurn();
    const before = [...settled];
    resolve();
    await nextTurn();

    assert.deepEqual([before, settled], [[], [{ ok: true, value: 1 }]]);
  });

  it('fails with what the callback for errors throws, and keeps the error of the task as its cause', async () => {
    const settled: Settled = [];
    const [first, second] = [new Error('of the task'), new Error('of the callback')];
    const errorCallback = (): never => {
      throw second;
    };

    const deliver = withCallbacks<number>({ errorCallback }, (outcome) => settled.push(outcome));
    deliver({ ok: false, error: first });
    await nextTurn();

    assert.deepEqual(settled, [{ ok: false, error: second }]);
    assert.equal(second.cause, first);
  });
});

describe('inThisContext', () => {
  it('runs a callback in the async context that it was made in', () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const callback = storage.run('of the call', () =>
      inThisContext(() => seen.push(storage.getStore())),
    );

    storage.run('of the end', () => callback(undefined));

    assert.deepEqual(seen, ['of the call']);
  });
});

function later(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
