/** Writes the line that makes a variable one per worker, for messages: it must run as it stands. */
import type { ChangeOptions, Declaration, Declarations } from '../source/declarations.ts';
import { readFunctionText } from '../source/function-text.ts';
import type { SyntaxNode } from '../source/parser.ts';

/** A message is no place for whole tables. */
const LENGTH_LIMIT = 2000;

/** `const db = perWorker(() => new Database(file));`, or undefined if that would not run. */
export function writePerWorker(
  { module, listChanges }: Declarations,
  declaration: Declaration,
  options: ChangeOptions,
): string | undefined {
  const { name, node, init, isTopLevel } = declaration;
  if (init === undefined) return undefined;
  const text = (one: SyntaxNode): string => module.text.slice(one.start, one.end);
  const changes = (isTopLevel ? listChanges(declaration, options) : []).map(
    (one) => `${text(one).replace(/;$/, '')}; `,
  );
  const isPlain = (node.id as SyntaxNode).type === 'Identifier' && changes.length === 0;
  const body = isPlain
    ? asBody(text(init), init)
    : `{ const ${text(node)}; ${changes.join('')}return ${name}; }`;
  const make = /\bawait\b/.test(body) ? `async () => ${body}` : `() => ${body}`;
  if (make.length > LENGTH_LIMIT || !isIndependent(make)) return undefined;
  return `const ${name} = perWorker(${make});`;
}

/** `{` would begin a block, and a comma the next argument. */
function asBody(text: string, { type }: SyntaxNode): string {
  return type === 'ObjectExpression' || type === 'SequenceExpression' ? `(${text})` : text;
}

/** An arrow function takes neither `this` nor `arguments` along. */
function isIndependent(make: string): boolean {
  try {
    return readFunctionText(make).names.outer.size === 0;
  } catch {
    return false; // TypeScript
  }
}
