/**
 * Finds, on this side, the class that an error had on the other side.
 *
 * A name alone is no proof: a user's `TimeoutError` must not come back as ours. So a class that stands in
 * a file counts only if it stands there on both sides (`class-home.ts`), and any class only if its whole line of
 * ancestors has the same names.
 */
import { classNames } from '../../base/class-name.ts';
import * as poolErrors from '../../base/errors.ts';
import { ERRORS_URL } from '../../base/own-files.ts';
import type { ClassHome } from './class-home.ts';
import type { ClassRecord } from './error-payload.ts';

/** A class whose instances can be made without its constructor: any subclass of Error. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Looks up a class of the user's that is at home there. Anything that is no class of the right line is
 * ignored.
 */
export type FindClass = (name: string, home: ClassHome) => unknown;

/** Where to look besides globals and the pool's own errors. */
export interface ClassSources {
  readonly findClass: FindClass;
}

/** The class itself if it is known here, else the nearest of its ancestors that is. */
export function findErrorClass(
  classes: readonly ClassRecord[],
  { findClass }: ClassSources,
): ErrorClass {
  for (const [index, { name, home }] of classes.entries()) {
    const line = classes.slice(index).map((one) => one.name);
    for (const candidate of candidates(name, home, findClass)) {
      if (isErrorClass(candidate) && lineOf(candidate) === line.join(' ')) return candidate;
    }
  }
  return Error;
}

/** A class of the user's is known by its home alone: ours, or a global, may have the same name. */
function* candidates(name: string, home: ClassHome | undefined, findClass: FindClass): Generator {
  if (home !== undefined) yield callSafely(() => findClass(name, home));
  if (home !== undefined && !isOurs(home)) return;
  yield findOwn(name);
  // A descriptor, because some globals are getters that load a part of Node.
  yield Object.getOwnPropertyDescriptor(globalThis, name)?.value;
}

function isOurs(home: ClassHome): boolean {
  return 'url' in home && home.url === ERRORS_URL;
}

/** A look-up that fails is one that finds nothing: there is an error to deliver. */
function callSafely(find: () => unknown): unknown {
  try {
    return find();
  } catch {
    return undefined;
  }
}

function isErrorClass(value: unknown): value is ErrorClass {
  if (typeof value !== 'function') return false;
  const prototype: unknown = value.prototype;
  return prototype === Error.prototype || prototype instanceof Error;
}

function lineOf(cls: ErrorClass): string {
  return [cls.name, ...classNames(cls.prototype as object)].join(' ');
}

/** Node's and ours. `node:assert` takes 2 ms to load, which the program need not have done. */
function findOwn(name: string): unknown {
  if (name === 'DOMException') return DOMException;
  if (name === 'AssertionError') return process.getBuiltinModule('node:assert').AssertionError;
  return Object.hasOwn(poolErrors, name) ? Reflect.get(poolErrors, name) : undefined;
}
