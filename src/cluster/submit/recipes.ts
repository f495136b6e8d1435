/**
 * The recipes of one submitter, and its shared arrays: each is put into the store before the first chunk that names it is
 * published, and once.
 */
import type { FunctionPayload } from '../../core/base/payload.ts';
import { partsNamedIn } from '../../core/codec/function/large-memories.ts';
import { LruCache } from '../../core/base/lru-cache.ts';
import type { Job } from '../../core/job/job.ts';
import type { Store } from '../engine/engine.ts';
import type { ArrayToPut } from '../messages/array-to-put.ts';
import { type PackedRecipe, packRecipe, type Setup } from '../messages/recipe.ts';
import { SharedArrays } from './shared-arrays.ts';

/** The engine drops what was put some days ago; so a recipe in use is put again well before. */
const FRESH_MS = 6 * 3_600_000;
const MAX_RECIPES = 1000;

interface Kept {
  readonly recipe: PackedRecipe;
  atMs: number;
  putting: Promise<void>;
}

export class Recipes {
  readonly arrays: SharedArrays = new SharedArrays();
  readonly #setup: Setup | undefined;
  /** By function and limits. */
  readonly #packed = new LruCache<string, PackedRecipe>(MAX_RECIPES);
  readonly #kept = new LruCache<string, Kept>(MAX_RECIPES);

  constructor(setup: Setup | undefined) {
    this.#setup = setup;
  }

  recipeOf({
    spec,
    timeoutMs,
    retries,
  }: Pick<Job, 'spec' | 'timeoutMs' | 'retries'>): PackedRecipe {
    const { fn } = spec;
    const key = `${fn.id} ${timeoutMs} ${retries}`;
    const known = this.#packed.get(key);
    if (known !== undefined) return known;
    const packed = packRecipe({ fn: withoutSlack(fn), timeoutMs, retries, setup: this.#setup });
    const arrays = partsNamedIn(fn).map((part) => this.arrays.note(part));
    const recipe = arrays.length === 0 ? packed : { ...packed, arrays };
    this.#packed.set(key, recipe);
    return recipe;
  }

  /** Settles when `recipe`, these arrays and its own are in the store under the job name `namespace`. */
  async provide(
    store: Store,
    namespace: string,
    recipe: PackedRecipe,
    arrays: readonly ArrayToPut[] = [],
  ): Promise<void> {
    await this.#put(store, namespace, recipe);
    await this.arrays.provide(store, namespace, arrays.concat(recipe.arrays ?? []));
  }

  async #put(store: Store, namespace: string, recipe: PackedRecipe): Promise<void> {
    const before = this.#kept.get(recipe.hash);
    if (before !== undefined && performance.now() - before.atMs < FRESH_MS) return before.putting;
    const putting = store.put(namespace, recipe.hash, recipe.bytes);
    this.#kept.set(recipe.hash, { recipe, atMs: performance.now(), putting });
    try {
      await putting;
    } catch (error) {
      this.#forget(recipe);
      throw error;
    }
  }

  /** The next call puts it again. */
  #forget(recipe: PackedRecipe): void {
    const kept = this.#kept.get(recipe.hash);
    if (kept !== undefined) kept.atMs = Number.NEGATIVE_INFINITY;
  }
}

/** Only what hosts read: in this program a payload may carry more. */
function withoutSlack({ id, name, body }: FunctionPayload): FunctionPayload {
  return { id, name, body };
}
