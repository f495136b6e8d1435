/**
 * Which variables belong to a module as a whole: those of its top, and where a bundler has put a function around the
 * module, those of that function. A function that may be called again has variables of its own each time.
 */
import { findPath, readDeclaration } from './constant-names.ts';
import { parseScript, type SyntaxNode } from './parser.ts';

/**
 * Where the module begins that `name`, as the code at `offset` sees it, belongs to: 0 if that is the whole script.
 * 'local' if it belongs to a call. Undefined if the script cannot be read.
 */
export function findHome(
  script: string,
  offset: number,
  name: string,
): number | 'local' | undefined {
  try {
    const path = findPath(parseScript(script), offset);
    const depth = path.findLastIndex((node) => readDeclaration(node, name) !== undefined);
    if (depth === -1) return undefined;
    const around = path.slice(0, depth + 1);
    if (!around.every((node, at) => runsOnce(node, path.slice(0, at)))) return 'local';
    return depth === 0 ? 0 : (path[depth] as SyntaxNode).start; // there is one
  } catch {
    return undefined; // TypeScript, mostly
  }
}

function runsOnce(node: SyntaxNode, above: readonly SyntaxNode[]): boolean {
  if (/^(For|While|DoWhile)/.test(node.type)) return false;
  const is = [isCalledAtOnce, isModule, isGuarded];
  return !/Function/.test(node.type) || is.some((one) => one(node, above));
}

/** `(() => { … })()`, also with `.call(this)`; and what a loader has put around all of the text. */
function isCalledAtOnce(fn: SyntaxNode, above: readonly SyntaxNode[]): boolean {
  const parent = above.at(-1);
  if (parent?.type === 'ExpressionStatement') return above.length === 2;
  if (parent?.type === 'CallExpression') return parent.callee === fn;
  return parent?.type === 'MemberExpression' && above.at(-2)?.callee === parent;
}

/** `{ './db.js': (module, exports) => { … } }`, `{ 571(e) { … } }`: webpack, esbuild, Jest. */
function isModule(fn: SyntaxNode, above: readonly SyntaxNode[]): boolean {
  const parent = above.at(-1);
  if (parent?.type === 'CallExpression')
    return isGivenModule(fn) || (above.at(-2)?.type === 'VariableDeclarator' && fills(fn));
  if (parent?.type !== 'Property') return false;
  const { value, raw } = parent.key as { readonly value?: unknown; readonly raw?: string };
  const isNumber = typeof value === 'number' && raw !== undefined;
  return isNumber || /\.[cm]?[jt]sx?$/.test(String(value)) || isGivenModule(fn);
}

/** By the names of its parameters. */
function isGivenModule({ params }: SyntaxNode): boolean {
  const names = (params as SyntaxNode[]).map((one) => String(one.name));
  return names.some((one) => /^(module|exports(\$\d+)?|__.*webpack.*|__unused.*)$/.test(one));
}

/** `function requireDb() { if (hasRequiredDb) return …; hasRequiredDb = 1; … }`: rollup. */
function isGuarded({ body }: SyntaxNode): boolean {
  const [first, second] = [(body as SyntaxNode).body].flat() as (SyntaxNode | undefined)[];
  const test = first?.type === 'IfStatement' ? (first.test as SyntaxNode) : undefined;
  const isReturn = (first?.consequent as SyntaxNode | undefined)?.type === 'ReturnStatement';
  const left = (second?.expression as SyntaxNode | undefined)?.left as SyntaxNode | undefined;
  return isReturn && test?.name !== undefined && test.name === left?.name;
}

/** `var x = b((e, t) => { t.exports = … })`: the same, minified. */
function fills({ params, body }: SyntaxNode): boolean {
  const names = (params as SyntaxNode[]).map((one) => one.name);
  const statements = [(body as SyntaxNode).body].flat() as (SyntaxNode | undefined)[];
  const parts = statements.flatMap((one) => {
    const expression = one?.expression as SyntaxNode | undefined;
    return (expression?.expressions as SyntaxNode[] | undefined) ?? [expression];
  });
  return parts.some((part) => {
    const left = part?.type === 'AssignmentExpression' ? (part.left as SyntaxNode) : undefined;
    return left?.type === 'MemberExpression' && names.includes((left.object as SyntaxNode).name);
  });
}
