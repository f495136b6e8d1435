import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serialize } from 'node:v8';
import { createHash } from 'node:crypto';
import { hashSetup, packRecipe, type Setup, unpackRecipe } from '#dist/cluster/messages/recipe.js';
import { FN } from '../test-job.ts';

const SETUP: Setup = {
  initializer: null,
  classes: [],
  maxTasksPerChild: 2,
  maxMemoryPerChild: undefined,
  killGrace: 100,
  startTimeout: 200,
  env: { A: '1' },
  execArgv: undefined,
  resourceLimits: undefined,
};

describe('A recipe', () => {
  it('comes out as it was packed', () => {
    const recipe = { fn: FN, timeoutMs: 50, retries: 2, setup: SETUP };

    const { version, ...unpacked } = unpackRecipe(packRecipe(recipe));

    assert.deepEqual(unpacked, recipe);
    assert.equal(typeof version, 'number');
  });

  it('is named by its content', () => {
    const recipe = { fn: FN, timeoutMs: undefined, retries: 0 };

    assert.equal(packRecipe(recipe).hash, packRecipe({ ...recipe }).hash);
    assert.notEqual(packRecipe(recipe).hash, packRecipe({ ...recipe, retries: 1 }).hash);
  });

  it('is not read if it is not what its name says', () => {
    const { hash } = packRecipe({ fn: FN, timeoutMs: undefined, retries: 0 });
    const { bytes } = packRecipe({ fn: FN, timeoutMs: undefined, retries: 1 });

    assert.throws(() => unpackRecipe({ hash, bytes }), /is something else/);
  });

  it('of another version of manyhands is refused, with what to do', () => {
    const bytes = serialize({ version: 0, fn: FN, timeoutMs: undefined, retries: 0 });
    const hash = createHash('sha256').update(bytes).digest('hex');

    assert.throws(() => unpackRecipe({ hash, bytes }), /version 0 .* install the same version/);
  });
});

describe('hashSetup', () => {
  it('is the same for the same set-up, and for no other', () => {
    assert.equal(hashSetup(SETUP), hashSetup({ ...SETUP }));
    assert.notEqual(hashSetup(SETUP), hashSetup({ ...SETUP, env: { A: '2' } }));
  });
});
