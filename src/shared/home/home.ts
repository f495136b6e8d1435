/**
 * The objects that live in this program, or in this thread, and have been sent to somebody. The socket through which they
 * are reached is opened for the first of them.
 *
 * An object stays here as long as there is its face in this program, a proxy somewhere, or a handle that may be on its way.
 */
import { PoolStateError } from '../../core/base/errors.ts';
import { Holder, type Call } from '../call.ts';
import type { Address } from '../handle.ts';
import type { ServedCore } from '../objects/served-core.ts';
import type { Packed } from '../values/packed.ts';
import { unref } from '../../core/base/timer.ts';

interface Entry {
  readonly id: number;
  readonly core: ServedCore;
  /** What the program itself uses; it may have been collected. */
  face: WeakRef<object> | undefined;
  /** How many proxies each holder has. */
  readonly proxies: Map<Holder, number>;
  sentAtMs: number;
}

/** How long a handle may be on its way when nothing in this program knows of the object any more. */
const ON_THE_WAY_MS = 60_000;

export class Home {
  /** The program itself, as a holder. */
  readonly holder: Holder = new Holder('the program itself', true);
  readonly #entries = new Map<number, Entry>();
  readonly #byCore = new WeakMap<ServedCore, Entry>();
  readonly #ended = new WeakSet<ServedCore>();
  readonly #faceGone = new FinalizationRegistry((entry: Entry) => this.#dropIfUnused(entry));
  /** Opens the socket. */
  readonly #listen: () => Address;
  #address: Address | undefined;
  #lastId = 0;

  constructor(listen: () => Address) {
    this.#listen = listen;
  }

  /** Where it is reached from elsewhere; `undefined` as long as nothing was sent. */
  get address(): Address | undefined {
    return this.#address;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The number of an object that is sent now. */
  send(core: ServedCore, face?: object): { readonly id: number; readonly home: Address } {
    this.#checkServed(core);
    this.#address ??= this.#listen();
    const entry = this.#byCore.get(core) ?? this.#add(core);
    if (face !== undefined && entry.face?.deref() !== face) this.#setFace(entry, face);
    entry.sentAtMs = performance.now();
    return { id: entry.id, home: this.#address };
  }

  /** The face of an object that was sent, or what `make` makes if there is none any more. */
  faceOf(id: number, make: (core: ServedCore) => object): object {
    const entry = this.#entryOf(id);
    entry.core.given?.(this.holder);
    const face = entry.face?.deref();
    if (face !== undefined) return face;
    const made = make(entry.core);
    this.#setFace(entry, made);
    return made;
  }

  /** @throws PoolStateError if there is no such object (any more) */
  invoke(id: number, call: Call, { method, args }: { method: string; args: Packed }): unknown {
    return this.#entryOf(id).core.invoke(call, method, args);
  }

  /** For the program itself. @throws PoolStateError */
  invokeOwn(
    core: ServedCore,
    call: Call,
    { method, args }: { method: string; args: Packed },
  ): unknown {
    this.#checkServed(core);
    return core.invoke(call, method, args);
  }

  hold(holder: Holder, id: number): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    entry.proxies.set(holder, (entry.proxies.get(holder) ?? 0) + 1);
    entry.core.given?.(holder);
  }

  release(holder: Holder, id: number): void {
    const entry = this.#entries.get(id);
    const left = (entry?.proxies.get(holder) ?? 0) - 1;
    if (entry === undefined || left < 0) return;
    if (left > 0) entry.proxies.set(holder, left);
    else this.#releaseAll(entry, holder);
  }

  /** The holder is gone. */
  forget(holder: Holder): void {
    holder.leave();
    for (const entry of this.#entries.values()) {
      entry.core.forget?.(holder);
      entry.proxies.delete(holder);
      this.#dropIfUnused(entry);
    }
  }

  /** Nobody can use it any more, here or elsewhere. */
  async end(core: ServedCore): Promise<void> {
    this.#ended.add(core);
    const entry = this.#byCore.get(core);
    if (entry !== undefined) this.#entries.delete(entry.id);
    await core.ended?.();
  }

  /** Of one that nobody but this holder can know, who will say so. */
  sendTo(holder: Holder, core: ServedCore): number {
    const entry = this.#add(core);
    entry.proxies.set(holder, 0);
    return entry.id;
  }

  #add(core: ServedCore): Entry {
    this.#lastId += 1;
    const id = this.#lastId;
    const entry: Entry = { id, core, face: undefined, proxies: new Map(), sentAtMs: 0 };
    this.#entries.set(id, entry);
    this.#byCore.set(core, entry);
    return entry;
  }

  #setFace(entry: Entry, face: object): void {
    entry.face = new WeakRef(face);
    this.#faceGone.register(face, entry);
  }

  #releaseAll(entry: Entry, holder: Holder): void {
    entry.proxies.delete(holder);
    entry.core.released?.(holder);
    this.#dropIfUnused(entry);
  }

  #dropIfUnused(entry: Entry): void {
    if (entry.proxies.size > 0 || entry.face?.deref() !== undefined) return;
    const waitMs = entry.sentAtMs + ON_THE_WAY_MS - performance.now();
    if (entry.sentAtMs > 0 && waitMs > 0)
      unref(setTimeout(() => this.#dropIfUnused(entry), waitMs));
    else this.#entries.delete(entry.id);
  }

  #entryOf(id: number): Entry {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new PoolStateError('this object is not served any more');
    return entry;
  }

  #checkServed(core: ServedCore): void {
    if (this.#ended.has(core)) throw new PoolStateError('this object is not served any more');
  }
}
