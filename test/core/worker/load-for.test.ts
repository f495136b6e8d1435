import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Functions } from '#dist/core/worker/functions.js';
import { loadFor, type Loaded } from '#dist/core/worker/load-for.js';
import type { FromWorker } from '#dist/core/wire/messages.js';
import { chunk } from './fake-port.ts';

async function load(functions: Functions): Promise<{ loaded: Loaded; told: string[] }> {
  const told: string[] = [];
  const loaded = await loadFor(chunk(3, ['a', 'b']), functions, {
    send: (message: FromWorker) => told.push(message.kind),
    onFailed: () => told.push('held'),
  });
  return { loaded, told };
}

describe('loadFor', () => {
  it('fails every item of a chunk whose function cannot be had, and holds the worker before it says so', async () => {
    const { loaded, told } = await load(new Functions(() => {}));

    assert.deepEqual(told, ['held', 'load-failed']);
    assert.equal(loaded.ok, false);
    assert.equal(loaded.ok || loaded.result.errors.length, 2);
  });
});
