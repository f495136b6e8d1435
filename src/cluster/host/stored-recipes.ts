import { LruCache } from '../../core/base/lru-cache.ts';
import type { Store } from '../engine/engine.ts';
import type { ChunkMetadata } from '../messages/metadata.ts';
import { isOfHash, type Recipe, unpackRecipe } from '../messages/recipe.ts';

/** In bytes as they are stored. */
const MAX_BYTES = 64 * 1024 ** 2;

interface Held {
  readonly recipe: Recipe;
  readonly size: number;
}

/** The recipes that this host has fetched; each is checked against its hash before it is read. */
export class StoredRecipes {
  readonly #store: Store;
  /** One that is larger than all may be together is kept alone: each chunk would fetch it. */
  readonly #held = new LruCache<string, Held>(MAX_BYTES, (_hash, { size }) =>
    Math.min(size, MAX_BYTES),
  );
  readonly #fetching = new Map<string, Promise<Recipe | undefined>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** `undefined` if it is not in the store. @throws ProtocolError if it is from another version */
  async get({ recipe: hash, namespace }: ChunkMetadata): Promise<Recipe | undefined> {
    const held = this.#held.get(hash);
    if (held !== undefined) return held.recipe;
    const fetching =
      this.#fetching.get(hash) ??
      this.#fetch(hash, namespace).finally(() => this.#fetching.delete(hash));
    this.#fetching.set(hash, fetching);
    return await fetching;
  }

  async #fetch(hash: string, namespace: string): Promise<Recipe | undefined> {
    const bytes = await this.#store.get(namespace, hash, (stored) => isOfHash(hash, stored));
    if (bytes === undefined) return undefined;
    const recipe = ownOf(unpackRecipe({ hash, bytes }), hash);
    this.#held.set(hash, { recipe, size: bytes.byteLength });
    return recipe;
  }

  /** Whether it is in the store: a submitter that ends takes it away. */
  async isKept({ recipe: hash, namespace }: ChunkMetadata): Promise<boolean> {
    const bytes = await this.#store.get(namespace, hash, (stored) => isOfHash(hash, stored));
    return bytes !== undefined;
  }
}

/** Each program numbers its functions, and the workers of a host have those of several: to them a function is called as its recipe. */
function ownOf(recipe: Recipe, hash: string): Recipe {
  return { ...recipe, fn: { ...recipe.fn, id: hash } };
}
