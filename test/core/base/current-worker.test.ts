import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import {
  currentWorker,
  installWorkerContext,
  type WorkerContext,
  workerContext,
} from '#dist/core/base/current-worker.js';

const CONTEXT: WorkerContext = {
  id: 3,
  pid: 42,
  kind: 'process',
  slot: 2,
  attempt: 1,
  depth: 1,
  isImporting: false,
};

describe('currentWorker', () => {
  afterEach(() => Reflect.deleteProperty(globalThis, Symbol.for('manyhands.worker')));

  it('is nothing in the program itself', () => {
    assert.deepEqual([currentWorker(), workerContext()], [undefined, undefined]);
  });

  it('tells a task what concerns it, and nothing of how workers are made', () => {
    installWorkerContext(() => CONTEXT);

    assert.deepEqual(currentWorker(), { id: 3, pid: 42, kind: 'process', slot: 2, attempt: 1 });
  });

  it('has a thread id where the worker is a thread', () => {
    installWorkerContext(() => ({ ...CONTEXT, kind: 'thread', threadId: 7 }));

    assert.deepEqual(currentWorker(), {
      id: 3,
      pid: 42,
      threadId: 7,
      kind: 'thread',
      slot: 2,
      attempt: 1,
    });
  });

  it('is what holds at the moment, each time it is asked', () => {
    let attempt = 0;
    installWorkerContext(() => ({ ...CONTEXT, attempt }));

    const before = currentWorker()?.attempt;
    attempt = 1;

    assert.deepEqual([before, currentWorker()?.attempt], [0, 1]);
  });

  it('is nothing where the entry says so: an inline worker runs in the program', () => {
    installWorkerContext(() => undefined);

    assert.equal(currentWorker(), undefined);
  });

  it('tells everything to the library itself', () => {
    installWorkerContext(() => CONTEXT);

    assert.equal(workerContext(), CONTEXT);
  });

  it('is found by another copy of the library, and stays out of loops over globals', () => {
    installWorkerContext(() => CONTEXT);

    const found: unknown = Reflect.get(globalThis, Symbol.for('manyhands.worker'));

    assert.equal((found as () => unknown)(), CONTEXT);
    assert.ok(
      !Object.getOwnPropertySymbols({ ...globalThis }).includes(Symbol.for('manyhands.worker')),
    );
  });
});
