import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hasStrictHead,
  isSameInStrictCode,
  readOwnStrictness,
} from '#dist/core/codec/function/source/own-strictness.js';
import { makeFunction } from '../cases/case.ts';

describe('An ordinary function', () => {
  const read = (text: string): boolean | undefined => {
    const fn = makeFunction<() => object>(text)();
    return readOwnStrictness(fn, Function.prototype.toString.call(fn));
  };

  it('shows by itself whether it is strict', () => {
    assert.equal(read('return function () {}'), false);
    assert.equal(read("return function () { 'use strict'; }"), true);
    assert.equal(read("'use strict'; return function () {}"), true);
  });

  it('is all that does so, besides classes', () => {
    assert.equal(read('return class {}'), true);
    for (const text of ['() => 1', '({ function() {} }).function', 'function* () {}', 'async function () {}']) // biome-ignore format: one row
      assert.equal(read(`return ${text}`), undefined);
  });
});

describe('A text that means the same in strict code', () => {
  it('assigns nothing, and has neither functions nor `this`', () => {
    assert.ok(['(a) => a * 2', '(a, b) => a <= b && a === 1', 'async (a) => await f(a)'].every(isSameInStrictCode)); // biome-ignore format: one row
    assert.deepEqual(['() => this', '() => { a = 1; }', '() => a++', '() => function () {}'].filter(isSameInStrictCode), []); // biome-ignore format: one row
  });
});

describe('A script', () => {
  it('is looked at once, however many comments a bundler has begun it with', () => {
    const banner = `${'/******/ // one\n'.repeat(5000)}(() => {})();`;

    assert.equal(hasStrictHead(banner), false);
    assert.equal(hasStrictHead(`${'/******/ // one\n'.repeat(5000)}'use strict';`), true);
  });

  it('is strict as a whole if it begins so, but for comments', () => {
    const heads = [
      '"use strict"',
      "#!/bin/node\n// a\n/* b */ 'use strict';",
      "f('use strict')",
      '',
    ];

    assert.deepEqual(heads.map(hasStrictHead), [true, true, false, false]);
  });
});
