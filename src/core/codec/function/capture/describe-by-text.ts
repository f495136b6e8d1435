/**
 * Describes a function by the texts of files alone, where these leave no doubt: to open V8's inspector, and to load what looks into
 * functions, takes a tenth to a fifth of a short program's time. `undefined` says nothing: then the inspector is asked.
 *
 *    pool.map(resize, files)          an import of the file that calls: by reference
 *    pool.map((x) => x * 2, numbers)  made right there, and needs nothing but globals: by value
 *    pool.map(square, numbers)        needs nothing but globals, and its text is there once: in the entry script, by value, or as
 *                                     an export of another file, by reference. Looked for in the files that are on the stack,
 *                                     and in what they import
 *
 * What needs nothing but globals is the same function wherever it stands. All others have to be where the call says.
 */
import { workerContext } from '../../../base/current-worker.ts';
import { OTHER_RUNTIME } from '../../../base/runtime.ts';
import { entryUrl, isEntry } from '../entry.ts';
import type { FunctionNode, ReferenceNode } from '../function-body.ts';
import { isInspecting } from '../inspecting.ts';
import { findOrigin } from '../origins.ts';
import { type CallSite, findCallSite } from '../source/call-site.ts';
import { type Export, findExport, findFileWith, findImported } from '../source/exports-by-text.ts';
import { mayHaveLoader } from '../source/loaders.ts';
import { hasStrictHead, isSameInStrictCode, readOwnStrictness } from '../source/own-strictness.ts';
import { readSimpleFunction, type SimpleFunction } from '../source/simple-function.ts';
import { readSourceFile, type SourceFile } from '../source/source-file.ts';

type Named = object & { readonly name: string };

export function describeByText(fn: Named): FunctionNode | ReferenceNode | undefined {
  // In a worker, functions that were made anew call from files that they were not loaded from.
  const isElsewhere = OTHER_RUNTIME !== undefined || workerContext() !== undefined;
  if (isElsewhere || isInspecting() || mayHaveLoader() || findOrigin(fn) !== undefined)
    return undefined;
  const site = findCallSite();
  const file = site === undefined ? undefined : readSourceFile(site.file);
  if (site === undefined || file === undefined) return undefined;
  const text = Function.prototype.toString.call(fn);
  const argument = findArgument(file, file.offsetOf(site));
  const imported = argument === undefined ? undefined : findImported(file, argument, text);
  return imported ?? describeSimple({ fn, text, file }, argument, site);
}

const CALL = /(?:new\s+[\w$.]+|[\w$]+)\s*\(\s*/y;

/** Where the first argument of the call at `offset` begins. */
function findArgument({ text }: SourceFile, offset: number): number | undefined {
  CALL.lastIndex = offset;
  const [call] = (offset < 0 ? null : CALL.exec(text)) ?? [];
  return call === undefined ? undefined : offset + call.length;
}

interface InHand {
  readonly fn: Named;
  readonly text: string;
  /** Where it is looked for: at first, the file that calls. */
  readonly file: SourceFile;
}

function describeSimple(
  inHand: InHand,
  argument: number | undefined,
  site: CallSite,
): FunctionNode | ReferenceNode | undefined {
  const { fn, text } = inHand;
  const simple = readSimpleFunction(text);
  if (simple === undefined || !isOnlyItsText(fn, simple)) return undefined;
  if (argument !== undefined && isArgument(inHand, argument, simple))
    return describeAt(inHand, argument, simple);
  const file = findFileWith(text, [site.file, ...site.callers, entryUrl()]);
  if (file === undefined) return undefined;
  if (!isEntry(file.url)) return checked(findExport(file.url, text), inHand, simple);
  const offset = file.onlyPlaceOf(text);
  const inEntry = { fn, text, file };
  if (offset === undefined || !isNamedAt(inEntry, offset, simple)) return undefined;
  return describeAt(inEntry, offset, simple);
}

function checked(
  found: Export | undefined,
  { fn, text }: InHand,
  simple: SimpleFunction,
): ReferenceNode | undefined {
  if (found === undefined || found.localName !== fn.name) return undefined;
  return isClosed(simple, found.file, found.offset, text) ? found.reference : undefined;
}

/** Is the function made where it is passed? */
function isArgument(
  { fn, text, file }: InHand,
  offset: number,
  { ownName }: SimpleFunction,
): boolean {
  const after = file.text.slice(offset + text.length, offset + text.length + 100);
  return (
    fn.name === (ownName ?? '') && file.text.startsWith(text, offset) && /^\s*[,)]/.test(after)
  );
}

const ASSIGNED = /(?:^|[\s;{}])(?:const|let|var)\s+([\w$]+)\s*=\s*$/;
const UNNAMED = /(?:[(,[?&|]|=>|\breturn)\s*$/;
const STRINGS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`\\$]*`/g;

/** Is that code, and does what stands there have the function's name? */
function isNamedAt({ fn, file }: InHand, offset: number, { ownName }: SimpleFunction): boolean {
  if (/\/\/|['"`]/.test(file.lineBefore(offset).replace(STRINGS, ''))) return false;
  if (ownName !== undefined) return fn.name === ownName;
  const before = file.code.slice(0, offset);
  return fn.name === '' ? UNNAMED.test(before) : ASSIGNED.exec(before)?.[1] === fn.name;
}

function describeAt(
  { fn, text, file }: InHand,
  offset: number,
  simple: SimpleFunction,
): FunctionNode | undefined {
  const isStrict = file.isModule || isStrictIn(file.text, fn, text);
  const own = simple.ownName;
  // Another variable of its name may hold something else by now, which is what the function then calls.
  const isOther = own !== undefined && file.mayDeclare(own, [offset, offset + text.length]);
  if (isStrict === undefined || isOther || !isClosed(simple, file, offset, text)) return undefined;
  const { line, column } = file.placeOf(offset);
  return {
    ...{ kind: 'function', name: fn.name, source: text, shape: 'expression', isStrict },
    ...{ url: file.url, line, column, variables: [], early: [], cells: [] },
    ...{ properties: [], prototypeProperties: [] },
  };
}

/** `undefined` if a parser has to tell. */
function isStrictIn(script: string, fn: object, text: string): boolean | undefined {
  const own = readOwnStrictness(fn, text);
  if (own !== undefined) return own;
  if (isSameInStrictCode(text)) return false;
  if (hasStrictHead(script)) return true;
  return /use strict|\bclass\b/.test(script) ? undefined : false;
}

/** What every worker has, and is found by looking at once. */
export const GLOBALS: ReadonlySet<string> = new Set(
  (
    'Array ArrayBuffer BigInt Boolean Buffer DataView Date Error Float32Array Float64Array Infinity Int16Array Int32Array ' +
    'Int8Array Intl JSON Map Math NaN Number Object Promise RangeError Reflect RegExp Set String Symbol SyntaxError TypeError ' +
    'URL Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap clearTimeout console decodeURIComponent ' +
    'encodeURIComponent isFinite isNaN parseFloat parseInt performance process setTimeout structuredClone undefined'
  ).split(' '),
);

/** Does it need nothing but globals, of which the file declares none? */
function isClosed(
  { free }: SimpleFunction,
  file: SourceFile,
  offset: number,
  text: string,
): boolean {
  const here = [offset, offset + text.length] as const;
  return [...free].every((name) => GLOBALS.has(name) && !file.mayDeclare(name, here));
}

const OF_EVERY_FUNCTION = new Set<unknown>(['length', 'name', 'prototype', 'arguments', 'caller']);
const ASYNC = Object.getPrototypeOf(async () => {}) as object;

/** Has nobody hung anything on it? */
function isOnlyItsText(fn: object, { isAsync }: SimpleFunction): boolean {
  const parent: unknown = Object.getPrototypeOf(fn);
  if (parent !== (isAsync ? ASYNC : Function.prototype)) return false;
  if (Reflect.ownKeys(fn).some((key) => !OF_EVERY_FUNCTION.has(key))) return false;
  const valueOf = (key: string): unknown => Object.getOwnPropertyDescriptor(fn, key)?.value;
  if (typeof valueOf('name') !== 'string' || typeof valueOf('length') !== 'number') return false;
  return !Object.hasOwn(fn, 'prototype') || isFresh(valueOf('prototype'), fn);
}

function isFresh(prototype: unknown, fn: object): boolean {
  if (typeof prototype !== 'object' || prototype === null) return false;
  const [key, ...others] = Reflect.ownKeys(prototype);
  return (
    Object.getPrototypeOf(prototype) === Object.prototype &&
    key === 'constructor' &&
    others.length === 0 &&
    Object.getOwnPropertyDescriptor(prototype, key)?.value === fn
  );
}
