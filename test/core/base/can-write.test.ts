import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import { canWrite } from '#dist/core/base/can-write.js';

/** Under another name, as no other runtime is here. */
function inBun(DefaultSerializer: unknown): void {
  Object.defineProperty(process.versions, 'bun', { value: '1.3.0', configurable: true });
  mock.method(process, 'getBuiltinModule', () => ({ DefaultSerializer }));
}

describe('canWrite', () => {
  afterEach(() => {
    Reflect.deleteProperty(process.versions, 'bun');
    mock.restoreAll();
  });

  it('is true in Node', () => {
    assert.equal(canWrite(), true);
  });

  it('is false where the class is a name alone', () => {
    inBun(() => {});
    assert.equal(canWrite(), false);
  });

  it('is false where the class cannot be made', () => {
    inBun(
      class {
        constructor() {
          throw new Error('not implemented');
        }
      },
    );
    assert.equal(canWrite(), false);
  });

  it('is true once Bun has it', () => {
    inBun(class {});
    assert.equal(canWrite(), true);
  });
});
