/**
 * RUNS IN THE WORKER. Compiles the text of a function at the place where it stands in the user's
 * file, so that stack traces point there.
 */
import vm from 'node:vm';
import type { FunctionNode } from './function-body.ts';

export interface Compiled {
  /** Sets one captured variable. */
  readonly set: Readonly<Record<string, (value: unknown) => void>>;
  /** Evaluates the text. */
  readonly get: () => unknown;
}

/** A plain closure: its captured variables are the parameters of the function around it. */
export function compileFunction(node: FunctionNode): Compiled {
  const names = node.variables.map(([name]) => name);
  const setters = names.map((name) => (name === 'v' ? 'v:w=>{v=w}' : `${name}:v=>{${name}=v}`));
  const head = `(function(${names.join()}){${node.isStrict ? '"use strict";' : ''}return{set:{${setters.join()}},get:()=>(`;
  const [before, after] = WRAPPERS[node.shape];
  const factory = compileAt(`${head}${before}${node.source}\n${after})}})`, {
    url: node.url,
    line: node.line,
    column: node.column - head.length - before.length,
  }) as () => Compiled;
  return factory();
}

/** `import()` as if it stood in the module `referrer`. */
export function compileImport(referrer: string): (specifier: string, options?: object) => Promise<object> {
  const place = { url: referrer, line: 0, column: 0 };
  return compileAt('((specifier,options)=>import(specifier,options))', place) as ReturnType<typeof compileImport>;
}

const TAKE = 'o=>{const d=Object.getOwnPropertyDescriptor(o,Reflect.ownKeys(o)[0]);return d.value??d.get??d.set}';
const WRAPPERS: Readonly<Record<FunctionNode['shape'], readonly [before: string, after: string]>> = {
  expression: ['', ''],
  method: [`(${TAKE})({`, '})'],
  getter: [`(${TAKE})({`, '})'],
  setter: [`(${TAKE})({`, '})'],
};

interface Place {
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

function compileAt(source: string, { url, line, column }: Place): unknown {
  if (!/\bimport\b/.test(source)) {
    return new vm.Script(source, { filename: url, lineOffset: line, columnOffset: column }).runInThisContext();
  }
  muteLoaderWarning();
  return new vm.Script(source, {
    filename: url,
    lineOffset: line,
    columnOffset: column,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();
}

let isMuted = false;

/**
 * Node warns once that this option is experimental, at the first `import()` that uses it. The user
 * has not chosen it and can do nothing about it. Delete when Node declares it stable.
 */
function muteLoaderWarning(): void {
  if (isMuted) return;
  isMuted = true;
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const dummy: unknown = new vm.Script('import("node:process")', {
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    }).runInThisContext();
    (dummy as Promise<unknown>).catch(() => undefined); // only its warning was wanted
  } finally {
    process.emitWarning = emitWarning;
  }
}
