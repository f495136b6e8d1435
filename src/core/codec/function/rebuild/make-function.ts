/** RUNS IN THE WORKER. Makes the functions and classes of a captured function; see rebuild-graph.ts for the order. */
import type { CellRecord, FunctionNode } from '../function-body.ts';
import { findCell, moduleOf, openCell } from './cell-scopes.ts';
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
  const module = openCells(rebuilding, node, cells);
  const made = findMadeClass(node.classId) ?? compile(rebuilding, node, module);
  rebuilding.later(() => fill(rebuilding, node, made));
  return made.fn;
}

/** Returns the module in whose scope the function must be compiled, if it shares variables. */
function openCells(
  rebuilding: Rebuilding,
  node: FunctionNode,
  cells: readonly CellRecord[],
): string | undefined {
  let module: string | undefined;
  for (const [, index] of node.cells) {
    const { key, name, version, value } = cells[index] as CellRecord;
    module = moduleOf(key);
    if (findCell(key)?.version === version) continue;
    const cell = openCell(key, name, version);
    rebuilding.later(() => cell.set(rebuilding.read(value)));
  }
  return module;
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
