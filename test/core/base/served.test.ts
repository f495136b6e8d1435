import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkMayServe, HANDLE, isServed, refusingServed } from '#dist/core/base/served.js';

describe('a served object', () => {
  it('is known by its handle', () => {
    assert.equal(isServed({ [HANDLE]: () => 1 }), true);
    assert.equal(isServed({}), false);
  });

  it('is not looked for behind a Proxy, whose handler would run', () => {
    const trap = new Proxy({ [HANDLE]: () => 1 }, { get: () => assert.fail('it ran') });

    assert.equal(isServed(trap), false);
  });

  it('is refused while that is asked for, and no longer, whatever is thrown meanwhile', () => {
    checkMayServe('a Lock');
    assert.throws(() => refusingServed('it is far away', checkMayServe, 'a Lock'), {
      code: 'ERR_POOL_NOT_SENDABLE',
      message: 'cannot send a Lock\n  because it is far away',
    });
    checkMayServe('a Lock');
  });

  it('is refused for the innermost reason', () => {
    const inner = (): void => refusingServed('inside', checkMayServe, 'it');

    assert.throws(() => refusingServed('outside', inner), /inside/);
  });
});
