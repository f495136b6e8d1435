/**
 * RUNS IN THE WORKER. The scopes in which variables live that several functions share, although
 * each function arrives on its own.
 *
 * A scope is a function that holds the variables and a direct `eval`: text compiled through it sees
 * real variables, at the speed of any closure. Further variables come in a scope inside the last
 * one, so that functions made before keep theirs.
 *
 *   url ──► let db; ──► let cache; ──► newest
 *           find()      warmUp()       the next function is compiled here
 */
import { compileAt } from './compile-at.ts';

interface Scope {
  readonly evaluate: (text: string) => unknown;
  readonly set: Readonly<Record<string, (value: unknown) => void>>;
}

export interface Cell {
  readonly version: number;
  readonly set: (value: unknown) => void;
}

/** One per module: code is not unloaded, and neither is what it keeps. */
const newest = new Map<string, Scope>();
const cells = new Map<string, Cell>();

export function findCell(key: string): Cell | undefined {
  return cells.get(key);
}

/** Makes the variable if it is new. */
export function openCell(key: string, name: string, version: number): Cell {
  const known = cells.get(key);
  const set = known?.set ?? addVariable(moduleOf(key), name);
  const cell = { version, set };
  cells.set(key, cell);
  return cell;
}

/** Evaluates text that uses the variables of a module. */
export function evaluateInScope(module: string, text: string): unknown {
  return openScope(module).evaluate(text);
}

/** Keys are 'number of the caller's script|URL|name', with 'sloppy ' before it if that is no module. */
export function moduleOf(key: string): string {
  return key.slice(0, key.lastIndexOf('|'));
}

function addVariable(module: string, name: string): (value: unknown) => void {
  const scope = openScope(module).evaluate(
    `(()=>{let ${name};return{evaluate:text=>eval(text),set:{${setterOf(name)}}}})()`,
  ) as Scope;
  newest.set(module, scope);
  return scope.set[name] as (value: unknown) => void; // just made
}

function openScope(module: string): Scope {
  let scope = newest.get(module);
  if (scope === undefined) {
    const url = module.slice(module.indexOf('|') + 1);
    // All code in the scope is as strict as its root; a strict function in a sloppy one says so itself.
    const head = module.startsWith('sloppy ') ? '' : '"use strict";';
    const text = `(()=>{${head}return{evaluate:text=>eval(text),set:{}}})() /* import */`;
    scope = compileAt(text, { url, line: 0, column: 0 }) as Scope;
    newest.set(module, scope);
  }
  return scope;
}

function setterOf(name: string): string {
  return name === 'v' ? 'v:w=>{v=w}' : `${name}:v=>{${name}=v}`;
}
