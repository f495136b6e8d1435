/**
 * Arrays that `share` has marked, and all large ones that functions have captured: each is put into the store once, under the hash of
 * its bytes. A chunk that has it among its items, and a function that has captured it, name it in 64 characters.
 *
 *    items ── encode ──► body: "the first array" · arrays: 9f86d0…          provide ──► store
 *
 * What names it in the body is the handle of a file, as between a pool and its workers, with nothing in it but the number.
 */
import { type FileHandle, LARGE, type Outlet, type Part } from '../../core/base/large.ts';
import { LruCache } from '../../core/base/lru-cache.ts';
import { type SteadyPart, steadyPartsOf } from '../../core/base/shared-memory.ts';
import type { RunChunk } from '../../core/wire/messages.ts';
import type { Store } from '../engine/engine.ts';
import { ArrayToPut } from '../messages/array-to-put.ts';
import { encodeChunk } from '../messages/bodies.ts';

/** In the headers of one chunk, which have a limit. */
const MOST_OF_ONE = 32;
/** Of which is known that they have been put. */
const MAX_KNOWN = 1000;
/** The engine drops what was put some days ago; so one in use is put again well before. */
const FRESH_MS = 6 * 3_600_000;

export interface EncodedChunk {
  readonly body: Uint8Array;
  /** Its arrays, by their numbers. */
  readonly arrays: readonly ArrayToPut[];
}

interface Put {
  readonly atMs: number;
  readonly done: Promise<void>;
}

export class SharedArrays {
  /** By hash, as long as something names it. */
  readonly #noted = new LruCache<string, WeakRef<ArrayToPut>>(MAX_KNOWN);
  readonly #put = new LruCache<string, Put>(MAX_KNOWN);

  /** @throws v8's DataCloneError if something in `chunk` cannot be sent */
  encode(chunk: RunChunk): EncodedChunk {
    const arrays = new Set<ArrayToPut>();
    const keep = (part: Part): FileHandle | undefined => {
      const shared = sharedPart(part);
      if (shared === undefined || arrays.size === MOST_OF_ONE) return undefined;
      const array = this.note(shared);
      arrays.add(array);
      return handleOf([...arrays].indexOf(array), part);
    };
    const wants = (buffer: ArrayBuffer): boolean => steadyPartsOf(buffer).length > 0;
    const before = LARGE.outlet;
    LARGE.outlet = { keep, wants } satisfies Outlet;
    try {
      const body = encodeChunk(chunk);
      return { body, arrays: [...arrays] };
    } finally {
      LARGE.outlet = before;
    }
  }

  /** Settles when all of them are in the store under the job name `namespace`. */
  async provide(store: Store, namespace: string, arrays: readonly ArrayToPut[]): Promise<void> {
    await Promise.all(arrays.map((array) => this.#provideOne(store, namespace, array)));
  }

  async #provideOne(store: Store, namespace: string, array: ArrayToPut): Promise<void> {
    const { hash } = array;
    const before = this.#put.get(hash);
    if (before !== undefined && performance.now() - before.atMs < FRESH_MS) return before.done;
    const bytes = array.read();
    if (bytes === undefined) return;
    const done = store.put(namespace, hash, bytes);
    this.#put.set(hash, { atMs: performance.now(), done });
    try {
      await done;
      array.release();
    } catch (error) {
      this.#put.delete(hash); // the next chunk puts it again
      throw error;
    }
  }

  note(part: SteadyPart): ArrayToPut {
    const hash = part.hash();
    const noted = this.#noted.get(hash)?.deref() ?? new ArrayToPut(part);
    this.#noted.set(hash, new WeakRef(noted));
    return noted;
  }
}

function sharedPart({ buffer, from, length }: Part): SteadyPart | undefined {
  return steadyPartsOf(buffer).find((one) => one.from === from && one.length === length);
}

function handleOf(number: number, { length }: Part): FileHandle {
  return { pid: 0, fd: number, ino: 0, length, isShared: true };
}
