import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { followKnownPath } from '#dist/core/codec/function/known-path.js';

describe('The path to a standard value', () => {
  const PATHS: readonly (readonly [root: string, path: string[], value: unknown])[] = [
    ['', [], globalThis],
    ['', ['Math', 'max'], Math.max],
    ['', ['Int8Array', '__proto__'], Object.getPrototypeOf(Int8Array)],
    ['node:path', ['join'], join],
    ['', ['nothing', 'here'], undefined],
    ['node:nothing', ['here'], undefined],
  ];
  for (const [root, path, value] of PATHS) {
    it(`leads from '${root}' by ${path.join('.') || 'no step'}`, () => {
      assert.equal(followKnownPath({ root, path }), value);
    });
  }
});
