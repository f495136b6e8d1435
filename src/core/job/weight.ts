/**
 * What a value weighs, in bytes, as far as a short look can tell: the texts and buffers in it count, and the looks are
 * counted too. No code of the caller's runs here.
 */
import { types } from 'node:util';
import { byteLengthOf } from '../base/views.ts';

/** What a small value costs on its way and in memory, at the least. */
const SMALL = 8;
/** At so many values the rest is taken to be like those seen. */
const MAX_LOOKS = 32;

export function weigh(value: unknown): number {
  return new Scales().weigh(value);
}

class Scales {
  #looksLeft = MAX_LOOKS;

  weigh(value: unknown): number {
    this.#looksLeft -= 1;
    if (typeof value === 'string') return SMALL + value.length;
    if (typeof value !== 'object' || value === null || types.isProxy(value)) return SMALL;
    const bytes = byteLengthOf(value);
    if (bytes > 0) return SMALL + bytes;
    if (types.isModuleNamespaceObject(value)) return SMALL;
    if (Array.isArray(value)) return SMALL + this.#weighAll(value, value.length, (at) => at);
    const keys = Object.keys(value);
    return SMALL + this.#weighAll(value, keys.length, (at) => keys[at] as string); // in range
  }

  #weighAll(object: object, count: number, keyAt: (at: number) => PropertyKey): number {
    let bytes = 0;
    let seen = 0;
    for (; seen < count && this.#looksLeft > 0; seen += 1)
      bytes += this.weigh(Object.getOwnPropertyDescriptor(object, keyAt(seen))?.value);
    return seen === 0 ? count * SMALL : (bytes / seen) * count;
  }
}
