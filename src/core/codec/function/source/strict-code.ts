/**
 * Whether a function is strict here, where it was made, if V8 does not tell (`own-strictness.ts`): the text around it
 * has to, by a class, or a `'use strict'` above.
 */
import { isDeclaredStrict } from './declared-names.ts';
import type { ModuleText } from './module-text.ts';
import { hasStrictHead } from './own-strictness.ts';
import { listChildren, parseScript, type SyntaxNode } from './parser.ts';

type Range = readonly [start: number, end: number];

const found = new WeakMap<ModuleText, readonly Range[]>();

/** Bundles of megabytes would take seconds to parse; of them only the head is read. */
const TEXT_LIMIT = 500_000;

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
  if (hasStrictHead(text)) return [[0, text.length]];
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
