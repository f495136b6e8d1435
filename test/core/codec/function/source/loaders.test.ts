import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { isLoaderInherited, mayHaveLoader } from '#dist/core/codec/function/source/loaders.js';

const { NODE_OPTIONS, JEST_WORKER_ID, VITEST_WORKER_ID } = process.env;

function set(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables))
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
}

describe('A loader', () => {
  afterEach(() => set({ NODE_OPTIONS, JEST_WORKER_ID, VITEST_WORKER_ID }));

  it('is inherited by workers if it was given to Node', () => {
    set({ NODE_OPTIONS: '--no-warnings', JEST_WORKER_ID: undefined, VITEST_WORKER_ID: undefined });
    const without = [isLoaderInherited(), mayHaveLoader()];
    set({ NODE_OPTIONS: '--import tsx' });

    assert.deepEqual([...without, isLoaderInherited(), mayHaveLoader()], [false, false, true, true]); // biome-ignore format: one row
  });

  it('may be that of a test runner, which workers do not have', () => {
    set({ NODE_OPTIONS: '--import tsx', JEST_WORKER_ID: '1' });

    assert.deepEqual([isLoaderInherited(), mayHaveLoader()], [false, true]);
  });
});
