/** `test/bundlers` and `test/runtimes` have the places where no pool can be started. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkCanStart } from '#dist/core/api/can-start.js';

describe('A pool on this machine', () => {
  it('can be started: Node runs it, and the files of its workers are there', () => {
    for (const transport of ['process', 'thread', 'inline'])
      assert.doesNotThrow(() => checkCanStart(transport));
  });
});
