import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isNative, isNativeText } from '#dist/core/codec/function/source/native-code.js';

describe('Native code', () => {
  it('is what the engine has written, and what bind and Proxy have made', () => {
    const functions = [Math.max, Map, isNative.bind(null), new Proxy(() => 1, {})];

    assert.deepEqual(functions.map(isNative), [true, true, true, true]);
  });

  it('is no function with a text', () => {
    const functions = [() => 1, class {}, { m() {} }.m, function f() {}]; // biome-ignore format: one row

    assert.deepEqual(functions.map(isNative), [false, false, false, false]);
  });

  it('is not what only speaks of it', () => {
    assert.equal(isNativeText('() => "{ [native code] }"'), false);
  });
});
