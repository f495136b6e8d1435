/**
 * Finds, on this side, the class that an error had on the other side.
 *
 * A name alone is no proof: a user's `TimeoutError` must not come back as ours. So a class counts
 * only if its whole line of ancestors has the same names.
 */
import { classNames } from '../../base/class-name.ts';
import * as poolErrors from '../../base/errors.ts';

/** A class whose instances can be made without its constructor: any subclass of Error. */
export type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Looks up a class of the user's by name, for example among what the task function captured.
 * `moduleHint` is the file in which the error was made, as its stack has it. Anything that is no
 * class of the right line is ignored.
 */
export type FindClass = (name: string, moduleHint: string | undefined) => unknown;

/** Where to look besides globals and the pool's own errors. */
export interface ClassSources {
  readonly classes?: readonly ErrorClass[] | undefined;
  readonly findClass?: FindClass | undefined;
}

/**
 * The class itself if it is known here, else the nearest of its ancestors that is.
 * `names` is the line of classes as `classNames` gives it; `moduleHint` as for `FindClass`.
 */
export function findErrorClass(
  names: readonly string[],
  moduleHint: string | undefined,
  sources: ClassSources,
): ErrorClass {
  for (const [index, name] of names.entries()) {
    const line = names.slice(index).join(' ');
    for (const candidate of candidates(name, moduleHint, sources)) {
      if (isErrorClass(candidate) && lineOf(candidate) === line) return candidate;
    }
  }
  return Error;
}

function* candidates(
  name: string,
  moduleHint: string | undefined,
  { classes = [], findClass }: ClassSources,
): Generator {
  yield findOwn(name);
  yield* classes.filter((each) => each.name === name);
  yield callSafely(() => findClass?.(name, moduleHint));
  // A descriptor, because some globals are getters that load a part of Node.
  yield Object.getOwnPropertyDescriptor(globalThis, name)?.value;
}

/** A user's look-up that fails is one that finds nothing: there is an error to deliver. */
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
