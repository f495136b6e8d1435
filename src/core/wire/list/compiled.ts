/**
 * Functions written for one shape of objects. V8 learns of each where it is used, and of nothing else: code that all shapes share
 * is slow for all of them once it has met a few, and takes ten times as long to compile.
 *
 * Where a program forbids code from strings (`--disallow-code-generation-from-strings`) there are none.
 */

/** Fewer objects are built, or taken apart, in the time that a function takes to be compiled. */
export const WORTH_COMPILING = 1_000;
/** A program has some shapes, not hundreds: more are data that have become names. */
const MAX_SHAPES = 100;

export class Compiled<F> {
  readonly #parameters: readonly string[];
  readonly #known = new Map<string, F>();
  #areForbidden = false;

  /** @param parameters the names of what the functions are called with */
  constructor(...parameters: readonly string[]) {
    this.#parameters = parameters;
  }

  /** Whether it is known that no function can be made. */
  get areForbidden(): boolean {
    return this.#areForbidden;
  }

  /** The function for `shape`; `undefined` if it must not be made. `write` gives its body: nothing but our own text and `nameOf` may be in it. */
  get(shape: string, write: () => string): F | undefined {
    const known = this.#known.get(shape);
    if (known !== undefined || this.#areForbidden) return known;
    if (this.#known.size === MAX_SHAPES) this.#known.clear();
    const made = this.#compile(write());
    if (made !== undefined) this.#known.set(shape, made);
    return made;
  }

  #compile(body: string): F | undefined {
    try {
      // oxlint-disable-next-line typescript/no-implied-eval -- what it is for is told above
      return new Function(...this.#parameters, body) as F;
    } catch {
      this.#areForbidden = true;
      return undefined;
    }
  }
}

/** A key as it may stand in such a body: as JSON, which is a string literal. */
export function nameOf(key: string): string {
  return JSON.stringify(key);
}
