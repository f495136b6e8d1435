import type { SteadyPart } from '../../core/base/shared-memory.ts';

/**
 * An array that has to be in the store before what names it is published. It has the bytes until then, because the array may
 * change, or be disposed.
 */
export class ArrayToPut {
  readonly hash: string;
  readonly #part: WeakRef<SteadyPart>;
  #bytes: Uint8Array | undefined;

  constructor(part: SteadyPart) {
    this.hash = part.hash();
    this.#part = new WeakRef(part);
    this.#bytes = part.read();
  }

  /** `undefined` if it was put, and cannot be put again. */
  read(): Uint8Array | undefined {
    try {
      return this.#bytes ?? this.#part.deref()?.read();
    } catch {
      return undefined; // it is shared no more, and its file is closed
    }
  }

  /** It was put. */
  release(): void {
    this.#bytes = undefined;
  }
}
