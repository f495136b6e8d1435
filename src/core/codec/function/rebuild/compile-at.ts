/** RUNS IN THE WORKER. Compiles text as if it stood at a place in the user's file. */
import vm from 'node:vm';

export interface Place {
  readonly url: string;
  /** Counted from 0; the column may be negative, for text in front of the user's own. */
  readonly line: number;
  readonly column: number;
}

export function compileAt(source: string, { url, line, column }: Place): unknown {
  const place = { filename: url, lineOffset: line, columnOffset: column };
  if (!/\bimport\b/.test(source)) return new vm.Script(source, place).runInThisContext();
  muteLoaderWarning();
  const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new vm.Script(source, { ...place, importModuleDynamically }).runInThisContext();
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
