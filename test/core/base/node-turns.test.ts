import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextTick, soon } from '#dist/core/base/node-turns.js';

describe('turns of Node', () => {
  it('come, and in their order, though a test has put `process.nextTick` and `queueMicrotask` away', async () => {
    const [{ queueMicrotask }, tick] = [globalThis, process.nextTick];
    const came: string[] = [];
    globalThis.queueMicrotask = () => {};
    process.nextTick = () => {};
    try {
      nextTick(() => came.push('tick'));
      soon(() => came.push('first'));
      soon(() => came.push('second'));
    } finally {
      globalThis.queueMicrotask = queueMicrotask; // at once: others live on them
      process.nextTick = tick;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
    assert.deepEqual(came.toSorted(), ['first', 'second', 'tick']);
    assert.ok(came.indexOf('first') < came.indexOf('second'));
  });
});
