import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withoutOwnFrames } from '#dist/core/codec/error/own-frames.js';

const ours = import.meta.resolve('#dist/core/worker/run-chunk.js');

describe('The frames of the worker’s own code', () => {
  it('are cut off below the user’s function', () => {
    const users = 'Error: x\n    at f (file:///app/a.js:1:2)';

    const stack = withoutOwnFrames(`${users}\n    at run (${ours}:1:2)\n    at loop (${ours}:3:4)`);

    assert.equal(stack, users);
  });

  it('are not looked for in stacks without any', () => {
    const stack = 'Error: x\n    at f (file:///app/a.js:1:2)';

    assert.deepEqual([withoutOwnFrames(stack), withoutOwnFrames('')], [stack, '']);
  });
});
