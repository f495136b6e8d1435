/**
 * RUNS IN THE WORKER. Compiles the text of a function at the place where it stands in the user's
 * file, so that stack traces point there.
 */
import { evaluateInScope } from './cell-scopes.ts';
import { compileAt } from './compile-at.ts';
import type { FunctionNode } from '../function-body.ts';
import { type Compiled, holdConstants } from './hold-constants.ts';

/**
 * A plain closure: its captured variables are the parameters of the function around it. Those that
 * it shares with other functions are further out, in the scope of `module`.
 */
export function compileFunction(node: FunctionNode, module: string | undefined): Compiled {
  const [before, after] = wrapperOf(node);
  const holding = holdConstants(node);
  const start = `(function(${listChanging(node).join()}){${node.isStrict ? '"use strict";' : ''}return{set:{${listSetters(node)}},${holding.before}(${before}`;
  const end = `\n${after})${holding.after}}})`;
  const factory =
    module === undefined
      ? compileAt(start + node.source + end, { ...node, column: node.column - start.length })
      : evaluateInScope(module, placeByPadding(start, node) + end);
  return holding.open((factory as () => unknown)());
}

function listChanging({ variables, constants = [] }: FunctionNode): string[] {
  return variables.map(([name]) => name).filter((name) => !constants.includes(name));
}

function listSetters(node: FunctionNode): string {
  return listChanging(node)
    .map((name) => (name === 'v' ? 'v:w=>{v=w}' : `${name}:v=>{${name}=v}`))
    .join();
}

/** `eval` takes no line and column: empty lines and spaces bring the text to its place. */
function placeByPadding(start: string, { source, line, column, url }: FunctionNode): string {
  const text =
    line === 0
      ? start + source
      : `${'\n'.repeat(line - 1)}${start}\n${' '.repeat(column)}${source}`;
  return `${text}\n//# sourceURL=${url}`;
}

/** An anonymous class is named here: its own errors say the name that it was given first. */
function wrapperOf({ shape, source, name = '' }: FunctionNode): readonly [string, string] {
  const isAnonymousClass = /^class\s*(\{|extends\b)/.test(source);
  if (!isAnonymousClass || name === '' || name === '__proto__') return WRAPPERS[shape];
  const key = JSON.stringify(name);
  return [`{${key}:`, `}[${key}]`];
}

/** `import()` as if it stood in the module `referrer`. */
export function compileImport(
  referrer: string,
): (specifier: string, options?: object) => Promise<object> {
  const place = { url: referrer, line: 0, column: 0 };
  return compileAt('((specifier,options)=>import(specifier,options))', place) as ReturnType<
    typeof compileImport
  >;
}

const TAKE =
  'o=>{const d=Object.getOwnPropertyDescriptor(o,Reflect.ownKeys(o)[0]);return d.value??d.get??d.set}';
const WRAPPERS: Readonly<Record<FunctionNode['shape'], readonly [before: string, after: string]>> =
  {
    expression: ['', ''],
    method: [`(${TAKE})({`, '})'],
    getter: [`(${TAKE})({`, '})'],
    setter: [`(${TAKE})({`, '})'],
  };
