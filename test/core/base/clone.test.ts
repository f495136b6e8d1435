import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

/** The module as it is where a test runner has taken the global away. */
async function loadWithout(): Promise<typeof import('#dist/core/base/clone.js')> {
  const { structuredClone } = globalThis;
  Reflect.deleteProperty(globalThis, 'structuredClone');
  try {
    const url = `${import.meta.resolve('#dist/core/base/clone.js')}?without`;
    return (await import(url)) as typeof import('#dist/core/base/clone.js');
  } finally {
    globalThis.structuredClone = structuredClone;
  }
}

describe('cloneValue', () => {
  it('copies, moves and refuses where there is no structuredClone, too', async () => {
    const { cloneValue } = await loadWithout();
    const value = { map: new Map([[1, new Date(5)]]), bytes: new Uint8Array([1, 2]) };

    assert.notEqual(cloneValue, structuredClone);
    assert.deepEqual(cloneValue(value), value);
    const moved = cloneValue(value.bytes, { transfer: [value.bytes.buffer] });
    assert.deepEqual([[...moved], value.bytes.length], [[1, 2], 0]);
    assert.throws(() => cloneValue(() => {}), { name: 'DataCloneError' });
  });
});
