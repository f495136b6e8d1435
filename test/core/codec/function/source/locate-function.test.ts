import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { locateFunction, placeOf } from '#dist/core/codec/function/source/locate-function.js';
import { readFunctionText } from '#dist/core/codec/function/source/function-text.js';

function locate(fn: object) {
  const text = Function.prototype.toString.call(fn);
  return locateFunction(fn, text, () => readFunctionText(text).anchor);
}

describe('The location of a function', () => {
  it('is its script and the scopes around it', () => {
    const near = 1;

    const location = locate(() => near);

    assert.equal(location?.script.url, import.meta.url);
    assert.equal(location?.scopes[0]?.variables.near, 1);
  });

  it('is nowhere for native code', () => {
    assert.deepEqual([locate(Math.max), locate(locate.bind(null))], [undefined, undefined]);
  });

  it('does not need the function’s text to be parsed if the file tells', () => {
    const fn = (): number => 1;

    const location = locateFunction(fn, String(fn), () => assert.fail('parsed'));

    assert.equal(location?.script.url, import.meta.url);
  });
});

describe('The place of a function', () => {
  it('is the one that stacks show', () => {
    const fn = (): string => new Error('here').stack ?? '';
    const [, line] = /locate-function\.test\.ts:(\d+):/.exec(fn()) ?? [];

    assert.match(placeOf(fn) ?? '', new RegExp(`/locate-function\\.test\\.ts:${line}:16$`));
  });

  it('is unknown for native code', () => {
    assert.equal(placeOf(Math.max), undefined);
  });
});
