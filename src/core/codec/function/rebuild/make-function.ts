/** RUNS IN THE WORKER. Makes the functions and classes of a captured function; see rebuild-graph.ts for the order. */
import type { CellRecord, FunctionNode } from '../function-body.ts';
import { NotSendableError } from '../../../base/errors.ts';
import { depthOf, findCell, isSeenIn, moduleOf, openCell } from './cell-scopes.ts';
import { compileFunction } from './compile.ts';
import type { Compiled } from './hold-constants.ts';
import { findMadeClass, keepMadeClass, type MadeClass, type MadeFunction } from './made-classes.ts';
import { defineProperties, type Rebuilding } from './rebuilding.ts';

/** The function with the variables that its text needs at once; all others are set at the end. */
export function makeFunction(
  rebuilding: Rebuilding,
  node: FunctionNode,
  cells: readonly CellRecord[],
): MadeFunction {
  const module = findModule(node, cells);
  const made = findMadeClass(node.classId) ?? compile(rebuilding, node, module);
  rebuilding.later(() => fill(rebuilding, node, made));
  return made.fn;
}

/** Makes the variables that the functions of a graph share, first those of the modules around others. */
export function openCells(rebuilding: Rebuilding, cells: readonly CellRecord[]): void {
  const sorted = cells.toSorted((a, b) => depthOf(a.key) - depthOf(b.key));
  for (const { key, name, version, value } of sorted) {
    if (findCell(key)?.version === version) continue;
    const cell = openCell(key, name, version);
    rebuilding.later(() => cell.set(rebuilding.read(value)));
  }
}

/** The module in whose scope the function must be compiled, if it shares variables: the innermost of theirs. */
function findModule(node: FunctionNode, cells: readonly CellRecord[]): string | undefined {
  const used = node.cells.map(([, index]) => cells[index] as CellRecord);
  const [inner, ...others] = used.toSorted((a, b) => depthOf(b.key) - depthOf(a.key));
  if (inner === undefined) return undefined;
  const module = moduleOf(inner.key);
  if (others.some(({ key }) => moduleOf(key) !== module)) refuseHidden(node, module, used);
  return module;
}

/**
 * A variable of an outer module that came after the scope of the inner one was made, or whose name is taken there:
 * the scope cannot be made again, as functions already use its variables.
 */
function refuseHidden(
  { name = '(anonymous)' }: FunctionNode,
  module: string,
  used: readonly CellRecord[],
): void {
  const hidden = used.find(({ key }) => !isSeenIn(module, key));
  if (hidden === undefined) return;
  throw new NotSendableError(
    `cannot make '${name}' in the worker: it uses variables of two modules that functions assign to, ` +
      `and '${hidden.name}' came later than functions that use the others\n` +
      '  → let the initializer, or the first task, call a function that uses all of them',
  );
}

function compile(
  rebuilding: Rebuilding,
  node: FunctionNode,
  module: string | undefined,
): MadeClass {
  const compiled = compileFunction(node, module);
  for (const name of node.early) setVariable(rebuilding, node, compiled, name);
  const made = { fn: compiled.get() as MadeFunction, compiled };
  keepMadeClass(node.classId, made);
  return made;
}

function setVariable(
  rebuilding: Rebuilding,
  node: FunctionNode,
  compiled: Compiled,
  name: string,
): void {
  const slot = node.variables.find(([one]) => one === name)?.[1];
  if (slot !== undefined) compiled.set[name]?.(rebuilding.read(slot));
}

function fill(rebuilding: Rebuilding, node: FunctionNode, { fn, compiled }: MadeClass): void {
  for (const [name, slot] of node.variables) compiled.set[name]?.(rebuilding.read(slot));
  if (node.name !== undefined && fn.name !== node.name) {
    Object.defineProperty(fn, 'name', { value: node.name, configurable: true });
  }
  defineProperties(rebuilding, fn, node.properties);
  defineProperties(rebuilding, fn.prototype, node.prototypeProperties);
  if (node.parent !== undefined) Object.setPrototypeOf(fn, rebuilding.read(node.parent) as object);
  if (node.prototypeParent !== undefined) {
    Object.setPrototypeOf(fn.prototype, rebuilding.read(node.prototypeParent) as object);
  }
}
