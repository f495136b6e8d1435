import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { depthOfNewPool } from '#dist/core/api/nesting.js';
import { installWorkerContext, type WorkerContext } from '#dist/core/base/current-worker.js';
import { PoolStateError } from '#dist/core/base/errors.js';

/** As if this were a worker. */
function beWorker(more: Partial<WorkerContext>): void {
  const context = {
    id: 1,
    pid: 1,
    kind: 'process',
    slot: 0,
    attempt: 0,
    depth: 1,
    isImporting: false,
  };
  installWorkerContext(() => ({ ...context, ...more }) as WorkerContext);
}

describe('depthOfNewPool', () => {
  afterEach(() => Reflect.deleteProperty(globalThis, Symbol.for('manyhands.worker')));

  it('is 1 in the program itself', () => {
    assert.equal(depthOfNewPool(), 1);
  });

  it('is one more in a worker than around it', () => {
    beWorker({ depth: 3 });

    assert.equal(depthOfNewPool(), 4);
  });

  it('is ten at most', () => {
    beWorker({ depth: 9 });
    const deepest = depthOfNewPool();

    beWorker({ depth: 10 });

    assert.equal(deepest, 10);
    assert.throws(
      depthOfNewPool,
      (error) => error instanceof PoolStateError && /nested more than 10 deep/.test(error.message),
    );
  });

  it('allows no pool while a worker imports a module, and says what to do', () => {
    beWorker({ isImporting: true });

    assert.throws(
      depthOfNewPool,
      (error) =>
        error instanceof PoolStateError && /put the code .* in a function/.test(error.message),
    );
  });
});
