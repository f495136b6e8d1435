/** Whether an error that came from a worker is the one that a plain call throws. */
import { types } from 'node:util';
import { compareBuffers, comparePortraits, type Difference } from '../values/compare-portraits.ts';
import { portraitOf } from '../values/portrait.ts';

export interface Expectation {
  /** Its class can be found here: it was captured. */
  readonly isClassKnown: boolean;
}

/** @param plain what a plain call throws · @param ours what came through the pool. */
export function compareThrown(
  plain: unknown,
  ours: unknown,
  expectation: Expectation,
): Difference | undefined {
  return new Comparison(expectation).values(plain, ours, 'thrown');
}

class Comparison {
  readonly #isClassKnown: boolean;
  readonly #seen = new Map<object, unknown>();

  constructor({ isClassKnown }: Expectation) {
    this.#isClassKnown = isClassKnown;
  }

  values(plain: unknown, ours: unknown, path: string): Difference | undefined {
    if (isError(plain)) {
      if (this.#seen.has(plain)) {
        if (this.#seen.get(plain) === ours) return undefined;
        return { what: 'one error became two', detail: `at ${path}` };
      }
      this.#seen.set(plain, ours);
      if (!isError(ours)) return differ('is an error', true, false, path);
      return this.#errors(plain, ours, path);
    }
    if (isList(plain)) return this.#lists(plain, ours, path);
    return this.#data(plain, ours, path);
  }

  #errors(plain: Error, ours: Error, path: string): Difference | undefined {
    return (
      differ('name', nameFrom(plain), read(ours, 'name'), path) ??
      differ('message', messageFrom(plain), read(ours, 'message'), path) ??
      this.#own(plain, ours, path) ??
      differ('head of the stack', headOf(plain) ?? headOf(ours), headOf(ours), path) ??
      this.#properties(plain, ours, path) ??
      this.#class(plain, ours, path)
    );
  }

  /** What was the error's own is so again. What was not may be: its class can be unknown here, or have a getter. */
  #own(plain: Error, ours: Error, path: string): Difference | undefined {
    for (const key of ['name', 'message'] as const) {
      if (!Object.hasOwn(plain, key) || !isSendable(plain, key)) continue;
      const found = differ(`own ${key}`, isInLoops(plain, key), isInLoops(ours, key), path);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** After all else: what is known to be wrong is not to hide anything. */
  #class(plain: Error, ours: Error, path: string): Difference | undefined {
    const prototype = prototypeOf(plain);
    const isOurs = /^(Own|Under)$/.test(nameOf(prototype));
    const expected = isOurs && this.#isClassKnown ? prototype : nearest(prototype);
    return (
      differ('class', nameOf(expected), nameOf(prototypeOf(ours)), path) ??
      differ('class is another of that name', true, expected === prototypeOf(ours), path)
    );
  }

  #properties(plain: Error, ours: Error, path: string): Difference | undefined {
    const keys = Object.keys(plain).filter((key) => isSendable(plain, key));
    const hidden = ['cause', 'errors'].filter((key) => Object.hasOwn(plain, key));
    for (const key of new Set([...keys, ...hidden])) {
      if (['name', 'message', 'stack'].includes(key)) continue;
      const at = `${path}[${JSON.stringify(key)}]`;
      if (!Object.hasOwn(ours, key)) {
        return { what: 'a property is missing', detail: `at ${at}` };
      }
      const found = this.values(read(plain, key), read(ours, key), at);
      if (found !== undefined) return { ...found, what: `property: ${found.what}` };
    }
    const more = Object.keys(ours).filter((key) => !Object.hasOwn(plain, key));
    return differ('further properties', '', more.join(), path);
  }

  /** Lists of errors, as `errors` has them. */
  #lists(plain: readonly unknown[], ours: unknown, path: string): Difference | undefined {
    if (!isList(ours)) return differ('is a list of errors', true, false, path);
    const found = differ('length of a list', plain.length, ours.length, path);
    if (found !== undefined) return found;
    for (const [index, each] of plain.entries()) {
      const difference = this.values(each, ours[index], `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  #parts(plain: object, ours: unknown, path: string): Difference | undefined {
    if (typeof ours !== 'object' || ours === null || isError(ours)) {
      return { what: 'what can be sent of an object did not come', detail: path };
    }
    const keys = Object.keys(plain).filter(
      (key) => isSendable(plain, key) || isRecord(read(plain, key)),
    );
    for (const key of keys) {
      const found = this.values(
        read(plain, key),
        read(ours, key),
        `${path}[${JSON.stringify(key)}]`,
      );
      if (found !== undefined) return { ...found, what: `part: ${found.what}` };
    }
    return differ('keys of the parts', keys.join(), Object.keys(ours).join(), path);
  }

  #data(plain: unknown, ours: unknown, path: string): Difference | undefined {
    // A symbol arrives as one; what only looks like an error is made one.
    if (typeof plain === 'symbol' && Symbol.keyFor(plain) !== undefined) {
      return differ('symbol', true, plain === ours, path);
    }
    if (plain instanceof Error) return differ('is an error', true, isError(ours), path);
    const clone = cloneOf(plain);
    if (!clone.ok) {
      if (holdsErrors(plain)) return undefined;
      if (isRecord(plain)) return this.#parts(plain, ours, path);
      const refusal = isError(ours) && ours.name === 'NotSendableError';
      return refusal ? undefined : { what: 'something that cannot be sent came', detail: path };
    }
    if (holdsErrors(plain)) return undefined;
    const [expected, actual] = [portraitOf(clone.value), portraitOf(ours)];
    const found =
      comparePortraits(expected, actual) ?? compareBuffers(portraitOf(plain), expected, actual);
    return found && { what: found.what, detail: `${path} ${found.detail}` };
  }
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof DOMException;
}

/** A list that can hold errors; others are data. */
function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.some(isError);
}

/** A plain object with a property that can be sent: it arrives without the others. */
function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype = prototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.keys(value).some((key) => isSendable(value, key) || isRecord(read(value, key)));
}

/** Errors inside data: how deep they are looked for is nowhere promised. */
function holdsErrors(value: unknown): boolean {
  return portraitOf(value).includes('"kind":"Error"');
}

function isSendable(error: object, key: string): boolean {
  const value = tryRead(error, key);
  if (!value.ok) return false;
  return isError(value.value) || isList(value.value) || cloneOf(value.value).ok;
}

type Try = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

function cloneOf(value: unknown): Try {
  try {
    return { ok: true, value: structuredClone(value) };
  } catch {
    return { ok: false };
  }
}

function tryRead(object: object, key: string): Try {
  try {
    return { ok: true, value: Reflect.get(object, key) };
  } catch {
    return { ok: false };
  }
}

function read(object: object, key: string): unknown {
  const value = tryRead(object, key);
  return value.ok ? value.value : 'throws';
}

/** One whose prototype is no error's has none; it arrives as an `Error`, which has. */
function nameFrom(error: Error): unknown {
  return 'name' in error ? read(error, 'name') : 'Error';
}

function messageFrom(error: Error): unknown {
  return 'message' in error ? read(error, 'message') : '';
}

/** `undefined` if it is none of its own. */
function isInLoops(error: Error, key: string): boolean | undefined {
  return Object.getOwnPropertyDescriptor(error, key)?.enumerable;
}

/** None if somebody has overwritten it: ours then has one that tells more. */
function headOf(error: Error): string | undefined {
  const stack = read(error, 'stack');
  return typeof stack === 'string' && stack !== '' ? stack.split('\n    at ')[0] : undefined;
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}

/** The prototype of the nearest class that every program has. */
function nearest(prototype: object | null): object | null {
  if (prototype === null || prototype === Object.prototype) return Error.prototype;
  const constructor = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value as unknown;
  const name = typeof constructor === 'function' ? constructor.name : '';
  const isGlobal = name !== '' && (globalThis as Record<string, unknown>)[name] === constructor;
  return isGlobal ? prototype : nearest(prototypeOf(prototype));
}

function nameOf(prototype: object | null): string {
  const constructor = prototype?.constructor as { name?: string } | undefined;
  return String(constructor?.name);
}

function differ(
  what: string,
  expected: unknown,
  actual: unknown,
  path: string,
): Difference | undefined {
  const [before, after] = [portraitOf(expected), portraitOf(actual)];
  if (before === after) return undefined;
  return {
    what,
    detail: `at ${path}\n  expected ${before.slice(0, 300)}\n  but came ${after.slice(0, 300)}`,
  };
}
