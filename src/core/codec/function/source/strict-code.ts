/**
 * Whether a function is strict here, where it was made. V8 tells it of ordinary functions only; of all others
 * the text around them has to tell: a class, or a `'use strict'` above.
 */
import { types } from 'node:util';
import { isDeclaredStrict } from './declared-names.ts';
import type { ModuleText } from './module-text.ts';
import { listChildren, parseScript, type SyntaxNode } from './parser.ts';

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

type Range = readonly [start: number, end: number];

const found = new WeakMap<ModuleText, readonly Range[]>();

/** Bundles of megabytes would take seconds to parse; of them only the head is read. */
const TEXT_LIMIT = 500_000;
const STRICT_HEAD = /^(\s|\/\/.*|\/\*[^]*?\*\/|#!.*)*['"]use strict['"]/;

/** Is the code at `offset` of a script strict? */
export function isStrictAt(script: ModuleText, offset: number): boolean {
  let ranges = found.get(script);
  if (ranges === undefined) {
    ranges = readStrictRanges(script.text);
    found.set(script, ranges);
  }
  return ranges.some(([start, end]) => start <= offset && offset < end);
}

function readStrictRanges(text: string): Range[] {
  if (STRICT_HEAD.test(text)) return [[0, text.length]];
  const mayBeStrict = /use strict|\bclass\b/.test(text) && text.length <= TEXT_LIMIT;
  if (!mayBeStrict) return [];
  try {
    const ranges: Range[] = [];
    collectRanges(parseScript(text), ranges);
    return ranges;
  } catch {
    return []; // TypeScript, mostly
  }
}

function collectRanges(node: SyntaxNode, ranges: Range[]): void {
  const isClass = node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
  const body = node.type.includes('Function') ? (node.body as SyntaxNode) : undefined;
  if (isClass || (body !== undefined && isDeclaredStrict(body)))
    ranges.push([node.start, node.end]);
  else for (const child of listChildren(node)) collectRanges(child, ranges);
}
