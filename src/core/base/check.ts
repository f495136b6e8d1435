/** Checks what callers pass. Each error names the option, shows the value and says what is allowed. */
import { describeValue } from './describe.ts';
import { OptionError } from './errors.ts';

/** An integer of at least `min`. */
export function checkInteger(name: string, value: unknown, min: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value;
  throw refused(name, value, `must be an integer of at least ${min}`);
}

/** A time in ms: a number that is not negative. */
export function checkMs(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0) return value;
  throw refused(name, value, 'must be a number of milliseconds, 0 or more');
}

export function checkBoolean(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw refused(name, value, 'must be true or false');
}

export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw refused(name, value, 'must be a function');
}

/** The arguments of a call, copied into a new array. */
export function checkArguments(name: string, value: unknown): unknown[] {
  if (value === undefined) return [];
  refuseSparse(name, value);
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && Symbol.iterator in value) return [...(value as Iterable<unknown>)];
  throw refused(name, value, 'must be an iterable of arguments');
}

/** An array that is longer exists only with holes: to copy it, V8 would end the program. */
export const MAX_ELEMENTS: number = 2 ** 27;

/** @throws OptionError for an array that has mostly holes, and a length that no memory has room for */
export function refuseSparse(name: string, value: unknown): void {
  if (!Array.isArray(value) || value.length <= MAX_ELEMENTS) return;
  throw refused(name, value, `must have at most ${MAX_ELEMENTS} elements, holes included`);
}

/**
 * Options inherit nothing: what somebody has put into `Object.prototype` is none of them. Made by a constructor, because
 * V8 reads what `Object.create(null)` makes more slowly.
 */
const OwnOptions = function () {} as unknown as new () => object; // called with `new` only
OwnOptions.prototype = Object.create(null) as object;

/** The own properties of `options`, each read once, or none of them. */
export function ownOptions<T extends object>(options: T | undefined): T {
  return Object.assign(new OwnOptions(), options);
}

/** Checks that all names of `options` are among `known`, and returns a copy: nobody can change it, and it inherits nothing. */
export function checkNames<T>(what: string, options: T, known: readonly string[]): T {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw refused(what, options, 'must be an object');
  }
  const own = new OwnOptions() as T & object; // gets its properties below
  for (const name of Object.keys(options)) {
    if (known.includes(name)) {
      Reflect.set(own, name, Reflect.get(options, name));
      continue;
    }
    throw new OptionError(
      `unknown ${what === 'options' ? 'option' : `option of ${what}`} '${name}' ` +
        `(was ${describeValue(Reflect.get(options, name))}); ` +
        `allowed are ${known.join(', ')}`,
    );
  }
  return own;
}

export function refused(name: string, value: unknown, allowed: string): OptionError {
  return new OptionError(`${name} ${allowed}, but it was ${describeValue(value)}`);
}
