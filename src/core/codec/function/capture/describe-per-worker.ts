/**
 * Describes what each worker makes for itself: what `perWorker` gives, and constants that cannot be copied.
 *
 * A constant becomes a function around its declaration. Variables that a worker can be given are captured as
 * always. Those that only the top of the module uses, V8 no longer knows: their declarations come along as text.
 *
 *   const limits = { min: 3 };                    () => { const limits = { min: 3 };
 *   const User = z.object(withLimits(limits));            const User = z.object(withLimits(limits));
 *                                                         return User }        with `z` and `withLimits` captured
 */
import type { FunctionNode, Node, PerWorkerNode } from '../function-body.ts';
import type { Slot } from '../object-nodes.ts';
import { findRemade } from '../remade-values.ts';
import { findPerWorker, type PerWorkerMark, rememberGetter } from '../per-worker.ts';
import { findReference } from '../source/find-reference.ts';
import { readFunctionText } from '../source/function-text.ts';
import { locateFunction } from '../source/locate-function.ts';
import { markUrl } from '../source/remap-stack.ts';
import { lookUp } from '../source/scope-lookup.ts';
import type { Constant } from './constant.ts';
import { describeVariables } from './describe-variables.ts';
import type { Callable, Context, Table } from './describer.ts';
import type { Trail } from './refusal.ts';
import { rewriteSource } from './rewrite-source.ts';
import { type Unseen, listUnseen } from './unseen-names.ts';

/** Undefined for all values but those that `perWorker` gave, or that were made from a constant's text. */
export function describePerWorker(
  table: Table,
  value: object | symbol,
  trail: Trail | undefined,
): Node | undefined {
  const remade = findRemade(value); // registered symbols are just not found
  if (remade !== undefined) {
    const { id, constant, make } = remade;
    return { kind: 'per-worker', id, constant, make: table.slotFor(make, trail) };
  }
  const mark = typeof value === 'function' ? findPerWorker(value) : undefined;
  if (typeof value !== 'function' || mark === undefined) return undefined;
  rememberGetter(mark.id, value);
  return findExport(value, mark) ?? describeMark(table, mark, trail);
}

function describeMark(table: Table, { id, make }: PerWorkerMark, trail: Trail | undefined): Node {
  const step = { from: trail, clause: 'is made per worker by a function' };
  return { kind: 'per-worker', id, make: table.slotFor(make, step) };
}

/** An exported getter is an export like any other; the function that makes its value tells of which module. */
function findExport(getter: object, { make }: PerWorkerMark): Node | undefined {
  const text = Function.prototype.toString.call(make);
  const location = locateFunction(make, text, () => readFunctionText(text).anchor);
  if (location === undefined) return undefined;
  const own = Function.prototype.toString.call(getter);
  const found = findReference(getter, own, location.script, location.scopes);
  if (found === undefined) return undefined;
  // Without its text: the getter may be of another copy of this package than the worker's.
  const { kind, module, path, commonJs } = found;
  return { kind, module, path, commonJs };
}

export function describeConstant(
  table: Table,
  constant: Constant & { readonly made: unknown },
  trail: Trail | undefined,
): PerWorkerNode {
  const step = { from: trail, clause: 'is made again from its initialiser' };
  const make = table.slotForNode(describeMaker(table, constant, step));
  return { kind: 'per-worker', id: constant.id, constant: constant.name, make };
}

function describeMaker(
  table: Table,
  constant: Constant & { readonly made: unknown },
  trail: Trail,
): FunctionNode {
  const { script, scopes } = constant.variable;
  const unseen = listUnseen(constant, {
    has: (name) => lookUp(scopes, name) !== undefined,
    get: (name) => lookUp(scopes, name)?.value,
    made: constant.made,
  });
  const { text, line, column } = writeMaker(constant, unseen);
  const isStrict = script.isStrict(NO_FUNCTION);
  const context: Context = { script, scopes, isStrict, trail };
  const inHand = { table, fn: NO_FUNCTION, read: readFunctionText(text), context };
  const rewritten = rewriteSource(inHand);
  const settled = new Set([...rewritten.names, ...unseen.members.map(([name]) => name)]);
  const { variables } = describeVariables(inHand, settled);
  const members = unseen.members.map(
    ([name, node]) => [name, table.slotForNode(node)] satisfies [string, Slot],
  );
  return {
    kind: 'function',
    name: constant.name,
    source: rewritten.source,
    shape: 'expression',
    isStrict,
    url: markUrl(script.url),
    line,
    column,
    variables: [...variables, ...rewritten.variables, ...members],
    early: [],
    cells: [],
    properties: [],
    prototypeProperties: [],
  };
}

/** Where a function of this process is asked for, an arrow function stands in for the maker, which is one. */
const NO_FUNCTION: Callable = () => undefined;

/** The text of the maker, and where it must begin so that the declaration stands at its own line. */
function writeMaker(
  { name, declaration, declarations: { module } }: Constant,
  { declarations }: Unseen,
): { readonly text: string; readonly line: number; readonly column: number } {
  const pieces = declarations.map(({ node, isConstant }) => {
    const text = module.text.slice(node.start, node.end);
    const isVariable = node.type === 'VariableDeclarator';
    return { node, text: isVariable ? `${isConstant ? 'const' : 'let'} ${text};` : text };
  });
  const before = pieces.filter(({ node }) => node.start < declaration.node.start);
  const head = `()=>{${before.map(({ text }) => text).join('\n')}`;
  const after = pieces.slice(before.length).map(({ text }) => text);
  const line = module.lineStarts.findLastIndex((start) => start <= declaration.node.start);
  const column = declaration.node.start - (module.lineStarts[line] ?? 0);
  return {
    text: `${head}${after.join('\n')}\nreturn ${name}}`,
    line: line - head.split('\n').length + 1,
    column: Math.max(0, column) - `${head}${declaration.isConstant ? 'const' : 'let'} `.length,
  };
}
