/**
 * The package inside somebody else's bundle, where it has no files: the bundle holds their texts, which
 * `core/embedded/library.ts` runs. Whoever asks for one of our files there gets it from here.
 *
 * On the global object, under its folder: a program and what it loads later, such as another part of the same bundle,
 * have one copy.
 */
export interface Library {
  /** As `require`: our files by name or by path, and whatever Node has. */
  readonly require: NodeJS.Require;
  /** Those of our files that have run, by path. */
  readonly loaded: ReadonlyMap<string, NodeJS.Module>;
  /** The texts of our files, for threads. */
  readonly files: Readonly<Record<string, string>>;
  /** The same for processes, compressed in part (scripts/bundle/embedded.mjs). */
  readonly packed: Uint8Array;
  /** What a thread evaluates to run one of our files. */
  threadScript(file: string): string;
  /** What a process evaluates that gets the texts on the descriptor. */
  processScript(file: string, fd: number): string;
}

/** Node's modules, with what its types do not show: text as CommonJS, whose `import()` is that of the program. */
export interface CompilingModule extends NodeJS.Module {
  _compile(text: string, path: string): unknown;
}

/** After the two sockets and the tickets of `transport/process.ts`. */
export const LIBRARY_FD = 6;

/** `folder`: the URL of the files that the bundle does not have. */
export function libraryAt(folder: string): Library | undefined {
  return Reflect.get(globalThis, Symbol.for(folder)) as Library | undefined; // only a library writes there
}
