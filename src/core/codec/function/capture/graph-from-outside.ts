/**
 * What can be sent of a function where nobody may look inside it, as under `--permission`, in Bun and in Deno: what every
 * worker has, what a CommonJS module exports, and the text of a function that needs nothing but that.
 *
 * A name that JavaScript or Node has is taken for that: nobody can tell whether there is a variable of this name.
 */
import type { Graph, Node } from '../function-body.ts';
import { findAmongLoaded } from '../source/find-reference.ts';
import { type FunctionText, readFunctionText } from '../source/function-text.ts';
import { isNativeText } from '../source/native-code.ts';
import { readOwnStrictness } from '../source/own-strictness.ts';
import { isStandardGlobal } from './global-names.ts';
import { findKnown } from './known-values.ts';

/** `undefined` if it may need more than can be seen. */
export function graphFromOutside(fn: object): Graph | undefined {
  const text = Function.prototype.toString.call(fn);
  const node = isNativeText(text)
    ? knownNode(fn)
    : (findAmongLoaded(fn, text) ?? textNode(fn, text));
  return node === undefined ? undefined : { nodes: [node], cells: [] };
}

function knownNode(fn: object): Node | undefined {
  const known = findKnown(fn);
  return known === undefined ? undefined : { kind: 'known', ...known };
}

function textNode(fn: object, text: string): Node | undefined {
  const isStrict = readOwnStrictness(fn, text) ?? true; // as all ES modules are
  const read = readText(text, isStrict);
  if (read === undefined || !standsAlone(read) || hasProperties(fn)) return undefined;
  return {
    ...{ kind: 'function', name: String(Reflect.get(fn, 'name')), source: text, shape: read.shape },
    ...{ isStrict, url: '', line: 0, column: 0, variables: [], early: [], cells: [] },
    ...{ properties: [], prototypeProperties: [] },
  };
}

function readText(text: string, isStrict: boolean): FunctionText | undefined {
  try {
    return readFunctionText(text, isStrict);
  } catch {
    return undefined;
  }
}

/** Needs nothing of what is around it. A class may have statics, which its text makes anew. */
function standsAlone({ names, shape, isClass, text }: FunctionText): boolean {
  const isPlain = shape === 'expression' && !isClass && !names.hasDirectEval;
  const isRelative = names.importMetas.length > 0 || /\bimport\s*\(/.test(text);
  const isBound = names.outer.size > 0 || names.outerPrivateNames.size > 0;
  return isPlain && !isRelative && !isBound && [...names.free.keys()].every(isStandardGlobal);
}

const OF_EVERY_FUNCTION = new Set<unknown>(['length', 'name', 'prototype', 'arguments', 'caller']);

function hasProperties(fn: object): boolean {
  return Reflect.ownKeys(fn).some((key) => !OF_EVERY_FUNCTION.has(key));
}
