import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findCommonJsModule } from '#dist/core/codec/function/capture/common-js.js';
import { setEntryUrl } from '#dist/core/codec/function/entry.js';

const require = createRequire(import.meta.url);
const file = fileURLToPath(new URL('../fixtures/common.cjs', import.meta.url));

describe('The file of a CommonJS module', () => {
  it('is found by its exports, however late it was loaded', () => {
    findCommonJsModule({}); // indexes what is loaded so far
    const exports = require(file) as object;

    assert.equal(findCommonJsModule(exports), file);
  });

  it('is not found for other objects, nor for exports that are no longer those of the module', () => {
    const exports = require(file) as object;
    const module = require.cache[file];
    assert.ok(module);
    module.exports = {};
    try {
      assert.equal(findCommonJsModule(exports), undefined);
      assert.equal(findCommonJsModule({ ...exports }), undefined);
    } finally {
      module.exports = exports;
    }
  });

  it('is not given for the entry script, which no worker runs again', () => {
    const exports = require(file) as object;
    setEntryUrl(pathToFileURL(file).href);
    try {
      assert.equal(findCommonJsModule(exports), undefined);
    } finally {
      setEntryUrl(import.meta.url);
    }
  });
});
