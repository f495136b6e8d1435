/**
 * Which functions of a script are expressions with a name, `const a = function b() { … }`: in there `b` is the function
 * itself, whatever is called so outside. In a declaration the name is a variable that others may assign to.
 */
import type { ModuleText } from './module-text.ts';
import { listChildren, parseScript, type SyntaxNode } from './parser.ts';

/** Where they begin. A bundle has many, and takes long to parse. */
const starts = new WeakMap<ModuleText, ReadonlySet<number> | 'unknown'>();

/** Undefined if the script cannot be read. */
export function isExpressionAt(module: ModuleText, offset: number): boolean | undefined {
  let known = starts.get(module);
  if (known === undefined) {
    known = readStarts(module.text);
    starts.set(module, known);
  }
  return known === 'unknown' ? undefined : known.has(offset);
}

function readStarts(text: string): ReadonlySet<number> | 'unknown' {
  try {
    const found = new Set<number>();
    collect(parseScript(text), found);
    return found;
  } catch {
    return 'unknown'; // TypeScript, mostly
  }
}

function collect(node: SyntaxNode, found: Set<number>): void {
  if (node.type === 'FunctionExpression' && node.id) found.add(node.start);
  for (const child of listChildren(node)) collect(child, found);
}
