/**
 * A list with handles of served objects that came where the room that makes proxies of them is not loaded. A worker
 * loads it before it runs the tasks; a program, which mostly has loaded it long before, when it reads the results.
 */
import { fileURLToPath } from 'node:url';
import type { Outcome } from '../base/outcome.ts';
import { loadOwnUrl, ownRequire } from '../base/own-files.ts';
import { type PackedServed, type Place, servedReader, unpackServed } from '../base/served.ts';
import { UnreadableList } from './unreadable.ts';

export class UnrevivedList extends UnreadableList {
  readonly #values: readonly unknown[];
  /** The indices of packed values. */
  readonly #packed: readonly number[];

  constructor(values: readonly unknown[], packed: readonly number[]) {
    super(values.length, undefined);
    this.#values = values;
    this.#packed = packed;
  }

  override outcomeAt(index: number): Outcome<unknown> {
    const value = this.#values[index];
    if (!this.#packed.includes(index)) return { ok: true, value };
    try {
      return { ok: true, value: unpackAtOnce(value as PackedServed) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  /** The list as it was sent; one that cannot be read if the room cannot be loaded or refuses a handle. */
  async revived(): Promise<ArrayLike<unknown>> {
    const values = [...this.#values];
    try {
      for (const index of this.#packed)
        values[index] = await unpackLater(values[index] as PackedServed); // as its writer has marked it
      return values;
    } catch (cause) {
      return new UnreadableList(values.length, cause);
    }
  }
}

/** @throws if the room is not loaded, and Node cannot load it at once (before 22.12, or where that is forbidden) */
export function unpackAtOnce(packed: PackedServed): unknown {
  if (servedReader() === undefined) {
    try {
      ownRequire(fileURLToPath(packed.module));
    } catch {
      // `unpackServed` says what to do
    }
  }
  return unpackServed(packed);
}

export async function unpackLater(packed: PackedServed): Promise<unknown> {
  if (servedReader() === undefined) await loadOwnUrl(packed.module);
  return unpackServed(packed);
}

/** Lists that were read, and for each the indices of what is packed still. */
export interface ReadLists {
  readonly lists: readonly unknown[];
  readonly packed: ReadonlyMap<number, readonly number[]>;
}

/** Unpacks the values at `places`, in place, if the room is loaded. @throws RangeError */
export function unpackLists(lists: readonly unknown[][], places: Iterable<Place>): ReadLists {
  const packed = new Map<number, number[]>();
  for (const [list, at] of places) {
    const values = lists[list];
    if (values === undefined || at >= values.length)
      throw new RangeError('the message lacks a packed value');
    if (servedReader() === undefined) packed.set(list, [...(packed.get(list) ?? []), at]);
    else values[at] = unpackServed(values[at] as PackedServed); // as its writer has marked it
  }
  return { lists, packed };
}

/** Messages whose readers wait for the room. */
const incomplete = new WeakMap<object, PackedServed>();

/** A message in which served objects are. Only the one that starts a worker can wait for the room: see `completed`. */
export function messageOf(packed: PackedServed): unknown {
  const message = packed.root as { readonly kind?: unknown };
  if (servedReader() !== undefined || message.kind !== 'start') return unpackAtOnce(packed);
  incomplete.set(message, packed);
  return message;
}

/** The message with all that is in it. */
export async function completed<M extends object>(message: M): Promise<M> {
  const packed = incomplete.get(message);
  return packed === undefined ? message : ((await unpackLater(packed)) as M); // its root is the message
}
