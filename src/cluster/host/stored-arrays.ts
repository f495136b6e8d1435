/**
 * The arrays that this host has fetched, by the hashes of their bytes: each once, however many chunks and functions name it. Its
 * workers get it from a file in memory (`core/large/kept-buffer.ts`).
 *
 *    chunk names 9f86d0… ── lease ──► here? fetching? ── no ──► store
 *
 * One that no chunk uses is kept while there is room, and for a minute.
 */
import { InvariantError } from '../../core/base/errors.ts';
import { LateModule } from '../../core/base/late-module.ts';
import { requireOwnFile } from '../../core/base/own-files.ts';
import { type FoundArray, namesIn, withArrays } from '../../core/codec/function/large-memories.ts';
import type { Pinned } from '../../core/large/kept-buffer.ts';
import type { Store } from '../engine/engine.ts';
import type { ChunkMetadata } from '../messages/metadata.ts';
import { isOfHash, type Recipe } from '../messages/recipe.ts';
import type { LocalPools } from './local-pools.ts';

const KEEPING: LateModule<typeof import('../../core/large/kept-buffer.ts')> = new LateModule(
  () => requireOwnFile('core/large/kept-buffer'),
  async () => await import('../../core/large/kept-buffer.ts'),
);

/** Of all that no chunk uses, in bytes. */
const MAX_IDLE_BYTES = 512 * 1024 ** 2;
const IDLE_MS = 60_000;

interface Held {
  readonly hash: string;
  readonly buffer: ArrayBuffer;
  /** Absent: no file in memory could be had, or is needed. */
  readonly pinned: Pinned | undefined;
  users: number;
  idling: NodeJS.Timeout | undefined;
}

/** The arrays of one chunk, until they are released. */
export interface Lease {
  /** Those of its items, by their numbers. */
  readonly buffers: readonly ArrayBuffer[];
  /** Its recipe, with those that its function has captured. */
  readonly recipe: Recipe;
  release(): void;
}

export class StoredArrays implements Disposable {
  readonly #store: Pick<Store, 'get'>;
  readonly #pools: Pick<LocalPools, 'areProcesses'>;
  /** In the order of last use. */
  readonly #held = new Map<string, Held>();
  readonly #fetching = new Map<string, Promise<Held | undefined>>();

  constructor(store: Pick<Store, 'get'>, pools: Pick<LocalPools, 'areProcesses'>) {
    this.#store = store;
    this.#pools = pools;
  }

  /** `undefined` if one of them is not in the store. */
  async lease(
    { arrays = [], namespace }: Pick<ChunkMetadata, 'arrays' | 'namespace'>,
    recipe: Recipe,
  ): Promise<Lease | undefined> {
    const captured = namesIn(recipe.fn).map(({ hash }) => hash);
    const hashes = [...arrays, ...captured];
    const taken = await Promise.allSettled(
      hashes.map(async (hash) => await this.#take(namespace, hash)),
    );
    const held = taken.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : []));
    const release = (): void => {
      for (const one of held.splice(0)) this.#release(one);
    };
    if (held.length === hashes.length) {
      const byHash = new Map(held.map((one, at) => [hashes[at] ?? '', one]));
      const buffers = held.slice(0, arrays.length).map(({ buffer }) => buffer);
      return { buffers, recipe: completed(recipe, byHash), release };
    }
    release();
    const failed = taken.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return undefined;
  }

  [Symbol.dispose](): void {
    for (const hash of [...this.#held.keys()]) this.#drop(hash);
  }

  async #take(namespace: string, hash: string): Promise<Held | undefined> {
    const held = this.#held.get(hash) ?? (await this.#fetchOnce(namespace, hash));
    if (held === undefined) return undefined;
    held.users += 1;
    clearTimeout(held.idling);
    this.#held.delete(hash); // it goes to the end
    this.#held.set(hash, held);
    return held;
  }

  async #fetchOnce(namespace: string, hash: string): Promise<Held | undefined> {
    const before = this.#fetching.get(hash);
    if (before !== undefined) return await before;
    const fetching = this.#fetch(namespace, hash).finally(() => this.#fetching.delete(hash));
    this.#fetching.set(hash, fetching);
    return await fetching;
  }

  async #fetch(namespace: string, hash: string): Promise<Held | undefined> {
    const bytes = await this.#store.get(namespace, hash, (stored) => isOfHash(hash, stored));
    if (bytes === undefined) return undefined;
    const buffer = bufferOf(bytes);
    const part = { buffer, from: 0, length: buffer.byteLength };
    const pinned = this.#pools.areProcesses
      ? await KEEPING.with(({ pinPart }) => pinPart(part))
      : undefined;
    return { hash, buffer, pinned, users: 0, idling: undefined };
  }

  #release(held: Held): void {
    held.users -= 1;
    if (held.users > 0) return;
    const { hash } = held;
    if (this.#held.get(hash) !== held) return; // dropped while it was in use
    held.idling = setTimeout(() => this.#drop(hash), IDLE_MS);
    held.idling.unref();
    this.#makeRoom();
  }

  #makeRoom(): void {
    const idle = [...this.#held].filter(([, { users }]) => users === 0);
    let bytes = idle.reduce((sum, [, { buffer }]) => sum + buffer.byteLength, 0);
    for (const [hash, { buffer }] of idle) {
      if (bytes <= MAX_IDLE_BYTES) return;
      this.#drop(hash);
      bytes -= buffer.byteLength;
    }
  }

  #drop(hash: string): void {
    const held = this.#held.get(hash);
    clearTimeout(held?.idling);
    held?.pinned?.unpin();
    this.#held.delete(hash);
  }
}

function completed(recipe: Recipe, held: ReadonlyMap<string, Held>): Recipe {
  const names = namesIn(recipe.fn);
  if (names.length === 0) return recipe;
  const find = (hash: string): FoundArray => {
    const one = held.get(hash);
    if (one === undefined) throw new InvariantError(`array ${hash} was not leased`);
    return { buffer: one.buffer, file: one.pinned?.handle };
  };
  const weight = names.reduce((sum, { hash }) => sum + find(hash).buffer.byteLength, 0);
  return { ...recipe, fn: { ...withArrays(recipe.fn, find), weight } };
}

/** Of its own: the store's may be a part of something. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  const isOwn = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  return isOwn ? buffer : new Uint8Array(bytes).buffer;
}
