/** What a function itself tells of whether it is strict. */
import { types } from 'node:util';

/** Undefined for arrow functions, methods, generators and async functions, of which nobody can tell. */
export function readOwnStrictness(fn: object, text: string): boolean | undefined {
  const isOrdinary =
    text.startsWith('function') && Object.hasOwn(fn, 'prototype') && !types.isGeneratorFunction(fn);
  if (isOrdinary) return !hasArguments(fn);
  return text.startsWith('class') && Object.hasOwn(fn, 'prototype') ? true : undefined;
}

const readArguments: unknown = Reflect.get(
  Object.getOwnPropertyDescriptor(Function.prototype, 'arguments') ?? {},
  'get',
);

/** Only sloppy functions have `arguments`: of their own, or from Node 26 on by a getter that throws for all others. */
function hasArguments(fn: object): boolean {
  if (Object.hasOwn(fn, 'arguments')) return true;
  try {
    Reflect.apply(readArguments as () => unknown, fn, []);
    return true;
  } catch {
    return false;
  }
}

/** Nothing that does something else in strict code: most arrow functions need no look around. */
export function isSameInStrictCode(text: string): boolean {
  return !/\b(this|arguments|delete|function|eval|with)\b|\+\+|--|\.\.\.|[^=!<>]=(?![=>])/.test(
    text,
  );
}

// Each comment is matched once and never again in another way: bundles begin with hundreds, and ways would multiply.
const STRICT_HEAD = /^(?:\s|(?=(\/\/.*|\/\*[^]*?\*\/|#!.*))\1)*['"]use strict['"]/;

/** Is all of a script strict, because it begins so? */
export function hasStrictHead(script: string): boolean {
  return STRICT_HEAD.test(script);
}
