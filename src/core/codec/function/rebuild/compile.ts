/**
 * RUNS IN THE WORKER. Compiles the text of a function at the place where it stands in the user's
 * file, so that stack traces point there.
 */
import { evaluateInScope } from './cell-scopes.ts';
import { compileAt } from './compile-at.ts';
import type { FunctionNode } from '../function-body.ts';

export interface Compiled {
  /** Sets one captured variable. */
  readonly set: Readonly<Record<string, (value: unknown) => void>>;
  /** Evaluates the text. */
  readonly get: () => unknown;
}

/**
 * A plain closure: its captured variables are the parameters of the function around it. Those that
 * it shares with other functions are further out, in the scope of `module`.
 */
export function compileFunction(node: FunctionNode, module: string | undefined): Compiled {
  const names = node.variables.map(([name]) => name);
  const setters = names.map((name) => (name === 'v' ? 'v:w=>{v=w}' : `${name}:v=>{${name}=v}`));
  const head = `(function(${names.join()}){${node.isStrict ? '"use strict";' : ''}return{set:{${setters.join()}},get:()=>(`;
  const [before, after] = WRAPPERS[node.shape];
  const start = head + before;
  const end = `\n${after})}})`;
  const factory =
    module === undefined
      ? compileAt(start + node.source + end, { ...node, column: node.column - start.length })
      : evaluateInScope(module, placeByPadding(start, node) + end);
  return (factory as () => Compiled)();
}

/** `eval` takes no line and column: empty lines and spaces bring the text to its place. */
function placeByPadding(start: string, { source, line, column, url }: FunctionNode): string {
  const text =
    line === 0
      ? start + source
      : `${'\n'.repeat(line - 1)}${start}\n${' '.repeat(column)}${source}`;
  return `${text}\n//# sourceURL=${url}`;
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
