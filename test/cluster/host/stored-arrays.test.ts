import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoredArrays } from '#dist/cluster/host/stored-arrays.js';
import { packRecipe, unpackRecipe } from '#dist/cluster/messages/recipe.js';
import { hashOf } from '#dist/core/base/shared-memory.js';
import { openFiles, whyNoFiles } from '../../core/large/large-file.ts';
import { until } from '../../until.ts';
import { FN } from '../test-job.ts';

const BYTES = new Uint8Array(3 << 20).fill(7);
const HASH = hashOf(BYTES);
const RECIPE = unpackRecipe(packRecipe({ fn: FN, timeoutMs: undefined, retries: 0 }));
const PROCESSES = { areProcesses: true };
const CHUNK = { namespace: 's', arrays: [HASH] };

/** A store with these bytes under each name, which counts how often it is asked. */
function storeOf(bytes: Uint8Array | undefined) {
  const asked: string[] = [];
  const get = async (
    job: string,
    name: string,
    isGood: (bytes: Uint8Array) => boolean = () => true,
  ) => {
    asked.push(`${job}/${name}`);
    await Promise.resolve();
    return bytes !== undefined && isGood(bytes) ? bytes : undefined;
  };
  return { store: { get }, asked };
}

describe('StoredArrays', () => {
  it('fetches an array once, for all chunks that name it', async () => {
    const { store, asked } = storeOf(BYTES);
    using arrays = new StoredArrays(store, PROCESSES);

    const [one, other] = await Promise.all([
      arrays.lease(CHUNK, RECIPE),
      arrays.lease(CHUNK, RECIPE),
    ]);
    one?.release();
    other?.release();
    const later = await arrays.lease(CHUNK, RECIPE);

    assert.deepEqual(asked, [`s/${HASH}`]);
    assert.equal(later?.buffers[0], one?.buffers[0]);
    assert.deepEqual(new Uint8Array(later?.buffers[0] ?? new ArrayBuffer(0)), BYTES);
  });

  it('has nothing of what is not in the store, or is something else there', async () => {
    for (const bytes of [undefined, new Uint8Array(5)]) {
      using arrays = new StoredArrays(storeOf(bytes).store, PROCESSES);

      assert.equal(await arrays.lease(CHUNK, RECIPE), undefined);
    }
  });

  it('asks again after a failure', async () => {
    let isBroken = true;
    const { store } = storeOf(BYTES);
    const get: typeof store.get = async (...asked) => {
      if (isBroken) throw new Error('not connected');
      return await store.get(...asked);
    };
    using arrays = new StoredArrays({ get }, PROCESSES);

    await assert.rejects(arrays.lease(CHUNK, RECIPE), /not connected/);
    isBroken = false;

    assert.equal((await arrays.lease(CHUNK, RECIPE))?.buffers.length, 1);
  });

  it('has a file of it as long as it has it, and none after its end', {
    skip: whyNoFiles(),
  }, async () => {
    await until('the files of other tests to be closed', () => openFiles() === 0);
    const arrays = new StoredArrays(storeOf(BYTES).store, PROCESSES);

    const lease = await arrays.lease(CHUNK, RECIPE);
    assert.equal(openFiles(), 1);
    lease?.release();
    assert.equal(openFiles(), 1);
    arrays[Symbol.dispose]();

    await until('the file to be closed', () => openFiles() === 0);
  });
});
