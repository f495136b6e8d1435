import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Store } from '#dist/cluster/engine/engine.js';
import { Recipes } from '#dist/cluster/submit/recipes.js';
import { unpackRecipe } from '#dist/cluster/messages/recipe.js';
import { FN, SPEC } from '../test-job.ts';

const CALL = { spec: SPEC, timeoutMs: undefined, retries: 0 };
const SIX_HOURS_MS = 6 * 3_600_000;

/** A store that notes what is put, and rejects as often as it is told. */
function storeThatFails(times = 0) {
  const put: string[] = [];
  let left = times;
  const store: Pick<Store, 'put'> = {
    async put(job, name) {
      put.push(`${job}/${name}`);
      if (left === 0) return;
      left -= 1;
      throw new Error('no room');
    },
  };
  return { store: store as Store, put }; // recipes only put
}

describe('Recipes', () => {
  it('makes one recipe of a function with its limits', () => {
    const recipes = new Recipes(undefined);

    const first = recipes.recipeOf(CALL);

    assert.equal(recipes.recipeOf({ ...CALL }), first);
    assert.notEqual(recipes.recipeOf({ ...CALL, timeoutMs: 5 }).hash, first.hash);
    assert.notEqual(recipes.recipeOf({ ...CALL, retries: 1 }).hash, first.hash);
  });

  it('leaves out what a function carries for this program only', () => {
    const recipes = new Recipes(undefined);
    const fn = { ...FN, extra: 'of this program' };

    const recipe = recipes.recipeOf({ ...CALL, spec: { ...SPEC, fn } });

    assert.deepEqual(unpackRecipe(recipe).fn, FN);
  });

  it('puts a recipe into the store once', async () => {
    const recipes = new Recipes(undefined);
    const recipe = recipes.recipeOf(CALL);
    const { store, put } = storeThatFails();

    await Promise.all([recipes.provide(store, 's', recipe), recipes.provide(store, 's', recipe)]);
    await recipes.provide(store, 's', recipe);

    assert.deepEqual(put, [`s/${recipe.hash}`]);
  });

  it('puts it again after that has failed', async () => {
    const recipes = new Recipes(undefined);
    const recipe = recipes.recipeOf(CALL);
    const { store, put } = storeThatFails(1);

    await assert.rejects(recipes.provide(store, 's', recipe), { message: 'no room' });
    await recipes.provide(store, 's', recipe);

    assert.equal(put.length, 2);
  });

  it('puts it again after some hours, before the store drops it', async (t) => {
    let nowMs = 0;
    t.mock.method(performance, 'now', () => nowMs);
    const recipes = new Recipes(undefined);
    const recipe = recipes.recipeOf(CALL);
    const { store, put } = storeThatFails();
    const counts: number[] = [];

    for (const atMs of [0, SIX_HOURS_MS - 1, SIX_HOURS_MS]) {
      nowMs = atMs;
      await recipes.provide(store, 's', recipe);
      counts.push(put.length);
    }

    assert.deepEqual(counts, [1, 1, 2]);
  });
});
