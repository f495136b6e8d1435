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
  const isObject = typeof value === 'object' && value !== null;
  if (isObject && Symbol.iterator in value) return [...(value as Iterable<unknown>)];
  throw refused(name, value, 'must be an iterable of arguments');
}

/** An object of options, all of whose names are among `known`. */
export function checkNames(what: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw refused(what, options, 'must be an object');
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new OptionError(
      `unknown ${what === 'options' ? 'option' : `option of ${what}`} '${name}' ` +
        `(was ${describeValue((options as Record<string, unknown>)[name])}); ` +
        `allowed are ${known.join(', ')}`,
    );
  }
}

export function refused(name: string, value: unknown, allowed: string): OptionError {
  return new OptionError(`${name} ${allowed}, but it was ${describeValue(value)}`);
}
