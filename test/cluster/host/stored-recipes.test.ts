import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Store } from '#dist/cluster/engine/engine.js';
import { StoredRecipes } from '#dist/cluster/host/stored-recipes.js';
import type { ChunkMetadata } from '#dist/cluster/messages/metadata.js';
import { packRecipe } from '#dist/cluster/messages/recipe.js';
import { MemoryCluster } from '../memory-cluster.ts';
import { FN } from '../test-job.ts';

const RECIPE = packRecipe({ fn: FN, timeoutMs: undefined, retries: 0 });

function metadataOf(recipe: string): ChunkMetadata {
  return {
    job: 'j',
    index: 0,
    serial: 0,
    first: 0,
    count: 1,
    total: 1,
    recipe,
    namespace: 's',
    reply: 'log',
    ref: '',
  };
}

describe('StoredRecipes', () => {
  it('fetches a recipe once', async () => {
    await using cluster = new MemoryCluster();
    await cluster.submitter.store.put('s', RECIPE.hash, RECIPE.bytes);
    const recipes = new StoredRecipes(cluster.host.store);

    const first = await recipes.get(metadataOf(RECIPE.hash));
    await cluster.submitter.store.deleteJob('s');
    const second = await recipes.get(metadataOf(RECIPE.hash));

    assert.deepEqual(first?.fn, { ...FN, id: RECIPE.hash });
    assert.equal(second, first);
  });

  it('does not take functions of two programs for each other, which have numbered them alike', async () => {
    await using cluster = new MemoryCluster();
    const other = { ...FN, body: { kind: 'other' } };
    const theirs = packRecipe({ fn: other, timeoutMs: undefined, retries: 0 });
    for (const { hash, bytes } of [RECIPE, theirs])
      await cluster.submitter.store.put('s', hash, bytes);
    const recipes = new StoredRecipes(cluster.host.store);

    const [one, two] = await Promise.all([RECIPE, theirs].map(async ({ hash }) => await recipes.get(metadataOf(hash)))); // biome-ignore format: one row

    assert.notEqual(one?.fn.id, two?.fn.id);
  });

  it('fetches it once for all who ask meanwhile', async () => {
    let gets = 0;
    const store = {
      get: async () => {
        gets += 1;
        return await Promise.resolve(RECIPE.bytes);
      },
    };
    const recipes = new StoredRecipes(store as unknown as Store); // it only gets

    const [one, other] = await Promise.all([
      recipes.get(metadataOf(RECIPE.hash)),
      recipes.get(metadataOf(RECIPE.hash)),
    ]);

    assert.equal(one, other);
    assert.equal(gets, 1);
  });

  it('keeps one that is larger than all that it keeps otherwise', async () => {
    await using cluster = new MemoryCluster();
    const body = { kind: 'captured', bytes: new Uint8Array(65 << 20) };
    const large = packRecipe({ fn: { ...FN, body }, timeoutMs: undefined, retries: 0 });
    await cluster.submitter.store.put('s', large.hash, large.bytes);
    const recipes = new StoredRecipes(cluster.host.store);

    const first = await recipes.get(metadataOf(large.hash));

    assert.ok(first !== undefined);
    assert.equal(await recipes.get(metadataOf(large.hash)), first);
  });

  it('says so if it is not there, and looks again the next time', async () => {
    await using cluster = new MemoryCluster();
    const recipes = new StoredRecipes(cluster.host.store);

    const before = await recipes.get(metadataOf(RECIPE.hash));
    await cluster.submitter.store.put('s', RECIPE.hash, RECIPE.bytes);

    assert.equal(before, undefined);
    assert.deepEqual((await recipes.get(metadataOf(RECIPE.hash)))?.fn.body, FN.body);
  });

  it('does not mind what somebody has put in its place', async () => {
    await using cluster = new MemoryCluster();
    const { store } = cluster.submitter;
    await store.put('s', RECIPE.hash, new Uint8Array([1, 2, 3]));
    const recipes = new StoredRecipes(cluster.host.store);
    const before = await recipes.get(metadataOf(RECIPE.hash));

    await store.put('s', RECIPE.hash, RECIPE.bytes);
    await store.put('s', RECIPE.hash, new Uint8Array([1, 2, 3]));

    assert.equal(before, undefined);
    assert.deepEqual((await recipes.get(metadataOf(RECIPE.hash)))?.fn.body, FN.body);
  });

  it('knows whether it is still kept, whatever this host remembers', async () => {
    await using cluster = new MemoryCluster();
    const recipes = new StoredRecipes(cluster.host.store);
    await cluster.submitter.store.put('s', RECIPE.hash, RECIPE.bytes);
    await recipes.get(metadataOf(RECIPE.hash));

    const before = await recipes.isKept(metadataOf(RECIPE.hash));
    await cluster.submitter.store.deleteJob('s');

    assert.deepEqual([before, await recipes.isKept(metadataOf(RECIPE.hash))], [true, false]);
  });
});
