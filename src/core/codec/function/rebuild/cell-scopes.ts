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
 *
 * A module that a bundler has put into a function is one of its own, inside the module around it.
 */
import { compileAt } from './compile-at.ts';

interface Compiled {
  readonly evaluate: (text: string) => unknown;
  readonly set: Readonly<Record<string, (value: unknown) => void>>;
}

interface Scope extends Compiled {
  /** Of its variable; the first scope of a module has none. */
  readonly key?: string;
  readonly outer?: Scope | undefined;
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
  const set = cells.get(key)?.set ?? addVariable(key, name);
  const cell = { version, set };
  cells.set(key, cell);
  return cell;
}

/** Evaluates text that uses the variables of a module. */
export function evaluateInScope(module: string, text: string): unknown {
  return openScope(module).evaluate(text);
}

/** Is that variable what its name means in the newest scope of `module`? */
export function isSeenIn(module: string, key: string): boolean {
  const name = nameOf(key);
  let scope = newest.get(module);
  while (scope !== undefined && (scope.key === undefined || nameOf(scope.key) !== name))
    scope = scope.outer;
  return scope?.key === key;
}

/**
 * Keys are 'number of the caller's script|URL|name', with 'sloppy ' before it if that is no module. Of a module
 * inside of others the number is '12@300.571': where these begin in the script, then where it begins.
 */
export function moduleOf(key: string): string {
  return key.slice(0, key.lastIndexOf('|'));
}

/** How many modules are around that of the variable. */
export function depthOf(key: string): number {
  const [number = ''] = key.split('|', 1);
  return number.includes('@') ? number.split('.').length : 0;
}

function nameOf(key: string): string {
  return key.slice(key.lastIndexOf('|') + 1);
}

function addVariable(key: string, name: string): (value: unknown) => void {
  const module = moduleOf(key);
  const outer = openScope(module);
  const text = `(()=>{let ${name};return{evaluate:text=>eval(text),set:{${setterOf(name)}}}})()`;
  const scope = { ...(outer.evaluate(text) as Compiled), key, outer };
  newest.set(module, scope);
  return scope.set[name] as (value: unknown) => void; // just made
}

function openScope(module: string): Scope {
  const known = newest.get(module);
  if (known !== undefined) return known;
  const url = module.slice(module.indexOf('|') + 1);
  // All code in the scope is as strict as its root; a strict function in a sloppy one says so itself.
  const head = module.startsWith('sloppy ') ? '' : '"use strict";';
  const text = `(()=>{${head}return{evaluate:text=>eval(text),set:{}}})() /* import */`;
  const outer = findAround(module);
  const made = outer?.evaluate(text) ?? compileAt(text, { url, line: 0, column: 0 });
  const scope = { ...(made as Compiled), outer };
  newest.set(module, scope);
  return scope;
}

/** The scope of the nearest module around it that has variables. */
function findAround(module: string): Scope | undefined {
  const around = module.replace(/^([^|]*)[@.]\d+\|/, '$1|');
  return around === module ? undefined : (newest.get(around) ?? findAround(around));
}

function setterOf(name: string): string {
  return name === 'v' ? 'v:w=>{v=w}' : `${name}:v=>{${name}=v}`;
}
