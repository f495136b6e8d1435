/**
 * Which variables belong to a module as a whole: those of its top, and where a bundler has put a function around the
 * module, those of that function. A function that may be called again has variables of its own each time.
 */
import { findPath, readDeclaration } from './constant-names.ts';
import { listChildren, parseScript, type SyntaxNode } from './parser.ts';

/**
 * Where the module begins that `name`, as the code at `offset` sees it, belongs to, behind where those around it
 * begin: '300.571'. '' if that is the whole script, 'local' if the variable belongs to a call. Undefined if the
 * script cannot be read.
 */
export function findHome(script: string, offset: number, name: string): string | undefined {
  try {
    const path = findPath(parseScript(script), offset);
    const depth = path.findLastIndex((node) => readDeclaration(node, name) !== undefined);
    if (depth === -1) return undefined;
    const around = path.slice(0, depth + 1);
    const runs = (node: SyntaxNode, at: number): boolean =>
      runsOnce(node, path.slice(0, at), script);
    if (!around.every(runs)) return 'local';
    const starts = around.filter(({ type }) => type === 'BlockStatement').map(({ start }) => start);
    const own = startOf(path[depth] as SyntaxNode); // there is one
    return [...new Set(depth === 0 ? [] : [...starts, own])].join('.');
  } catch {
    return undefined; // TypeScript, mostly
  }
}

/** One for all variables of a function, declared by `var` or `let`. */
function startOf(node: SyntaxNode): number {
  return /Function/.test(node.type) ? (node.body as SyntaxNode).start : node.start;
}

/** Is the node, with `above` it, no loop and no function that may be called again? */
export function runsOnce(node: SyntaxNode, above: readonly SyntaxNode[], script: string): boolean {
  if (/^(For|While|DoWhile)/.test(node.type)) return false;
  if (!/Function/.test(node.type) || isModuleFunction(node, above, script)) return true;
  return isCalledAtOnce(node, above) || isFactory(node, above);
}

/** What a bundler has put around a module. */
export function isModuleFunction(
  fn: SyntaxNode,
  above: readonly SyntaxNode[],
  script: string,
): boolean {
  return isModule(fn, above) || isGuarded(fn) || isLoadedOnce(above, script);
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
  if (parent?.type === 'CallExpression') return isGivenModule(fn) || (isKept(above) && fills(fn));
  if (parent?.type !== 'Property') return false;
  const { value, raw } = parent.key as { readonly value?: unknown; readonly raw?: string };
  const isNumber = typeof value === 'number' && raw !== undefined;
  return isNumber || /\.[cm]?[jt]sx?$/.test(String(value)) || isGivenModule(fn);
}

/** `var x = b(…)`, `var x = a(b(…)(), 1)` */
function isKept(above: readonly SyntaxNode[]): boolean {
  return above.findLast(({ type }) => type !== 'CallExpression')?.type === 'VariableDeclarator';
}

/** By the names of its parameters. */
function isGivenModule({ params }: SyntaxNode): boolean {
  const names = (params as SyntaxNode[]).map((one) => String(one.name));
  return names.some((one) => /^(module|exports(\$\d+)?|__.*webpack.*|__unused.*)$/.test(one));
}

/** `function requireDb() { if (hasRequiredDb) return …; hasRequiredDb = 1; … }`: rollup. */
function isGuarded({ body }: SyntaxNode): boolean {
  const [first, second] = [(body as SyntaxNode).body].flat() as (SyntaxNode | undefined)[];
  if (first?.type === 'ReturnStatement') return isGuardedValue(first.argument as SyntaxNode);
  const test = first?.type === 'IfStatement' ? (first.test as SyntaxNode) : undefined;
  const isReturn = (first?.consequent as SyntaxNode | undefined)?.type === 'ReturnStatement';
  return (
    isReturn && assigns(firstOf((second?.expression ?? null) as SyntaxNode | null), test?.name)
  );
}

/** `return has || (has = 1, …), m` and `return has ? m : (has = 1, …)`: the same, minified. */
function isGuardedValue(value: SyntaxNode | null): boolean {
  const first = firstOf(value);
  const test = (first?.left ?? first?.test) as SyntaxNode | undefined;
  const isFirst = first?.operator === '||' || first?.type === 'ConditionalExpression';
  return isFirst && assigns(firstOf((first.right ?? first.alternate) as SyntaxNode), test?.name);
}

function firstOf(node: SyntaxNode | null): SyntaxNode | undefined {
  const [first] = (node?.expressions ?? []) as SyntaxNode[];
  return first ?? node ?? undefined;
}

function assigns(node: SyntaxNode | undefined, name: unknown): boolean {
  return name !== undefined && (node?.left as SyntaxNode | undefined)?.name === name;
}

/** `(function (root, factory) { … module.exports = factory() … })(this, function () { … })`: UMD. */
function isFactory(fn: SyntaxNode, above: readonly SyntaxNode[]): boolean {
  const callee = above.at(-1)?.callee as SyntaxNode | undefined;
  return callee !== undefined && callee !== fn && /Function/.test(callee.type) && isPlain(callee);
}

/** Nothing in it can run more than once. */
function isPlain({ body }: SyntaxNode): boolean {
  const repeats = (node: SyntaxNode): boolean =>
    /Function|^For|While/.test(node.type) || listChildren(node).some(repeats);
  return !repeats(body as SyntaxNode);
}

/** `o((e, t) => { … })`, where `o` is `(f, m) => () => (m || f((m = { exports: {} }).exports, m), m.exports)`. */
function isLoadedOnce(above: readonly SyntaxNode[], script: string): boolean {
  const { name } = (above.at(-1)?.callee ?? {}) as { readonly name?: unknown };
  const statements = above.flatMap(({ body }) =>
    Array.isArray(body) ? (body as SyntaxNode[]) : [],
  );
  const declared = statements.flatMap((one) => (one.declarations ?? []) as SyntaxNode[]);
  const loader = declared.findLast(({ id }) => name && (id as SyntaxNode).name === name);
  return loader !== undefined && MAKES_MODULE.test(script.slice(loader.start, loader.end));
}

const MAKES_MODULE = /=\s*\{\s*exports:\s*\{\s*\}\s*\}/;

/** `var x = b((e, t) => { t.exports = … })`: minified, and `b` is in another file. */
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
