import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isStandardGlobal,
  lateNames,
  mayBeGlobal,
  namesAtOnce,
} from '#dist/core/codec/function/capture/global-names.js';

describe('A name that every worker has', () => {
  it('is one of JavaScript’s or Node’s, and no other', () => {
    const answers = ['Math', 'undefined', 'fetch', 'process', 'jest', 'myGlobal'].map(
      isStandardGlobal,
    );

    assert.deepEqual(answers, [true, true, true, true, false, false]);
  });
});

describe('A global that Node defines', () => {
  it('is looked at only if that loads nothing', () => {
    const { moduleLoadList } = process as unknown as { moduleLoadList: readonly string[] };
    const before = moduleLoadList.length;

    for (const name of namesAtOnce()) Object.getOwnPropertyDescriptor(globalThis, name);

    // An AbortController is little, and most programs have one.
    assert.deepEqual(
      moduleLoadList.slice(before).filter((name) => !name.includes('abort_controller')),
      [],
    );
  });

  it('is told from one that the program has assigned', () => {
    const isThere = 'CloseEvent' in globalThis;
    assert.equal(mayBeGlobal('CloseEvent'), isThere);
    assert.equal(lateNames().includes('CompressionStream'), true);
    if (isThere) return;
    Object.assign(globalThis, { CloseEvent: class {} });
    assert.equal(mayBeGlobal('CloseEvent'), false);
    Reflect.deleteProperty(globalThis, 'CloseEvent');
  });
});
