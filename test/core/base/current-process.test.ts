import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { currentProcess, installIdentity, parentProcess } from '#dist/core/base/current-process.js';
import { installWorkerContext } from '#dist/core/base/current-worker.js';

describe('the current process', () => {
  afterEach(() => {
    for (const key of ['identity', 'worker'])
      Reflect.deleteProperty(globalThis, Symbol.for(`manyhands.${key}`));
  });

  it('is the main one in the program itself, and has no parent', () => {
    assert.deepEqual(currentProcess(), { name: 'MainProcess', pid: process.pid });
    assert.equal(parentProcess(), undefined);
  });

  it('is called in a worker as its pool calls it', () => {
    const parent = { name: 'MainProcess', pid: 42 };
    installIdentity({ name: 'images-3', parent });

    assert.deepEqual(currentProcess(), { name: 'images-3', pid: process.pid });
    assert.deepEqual(parentProcess(), parent);
  });

  it('has the id of its thread', () => {
    const context = {
      id: 1,
      slot: 0,
      pid: 1,
      attempt: 0,
      depth: 1,
      isImporting: false,
      threadId: 7,
    };
    installWorkerContext(() => ({ ...context, kind: 'thread' }));

    assert.equal(currentProcess().threadId, 7);
  });
});
