/** What our own files are loaded by, where Node loads them: `code-cache/` makes it, and saves what was compiled. */
import type { Script } from 'node:vm';

/** A `require` of this package, with what it has besides where `code-cache/load-compiled.ts` loads our files. */
export interface OwnRequire extends NodeJS.Require {
  /** As `import()`, which there is not in code that was compiled before. */
  readonly importModule?: (specifier: string) => Promise<unknown>;
  /** As `module._compile(text, module.id)`, for a text that the file `module.id` holds. */
  readonly compileModule?: (text: string, module: NodeJS.Module) => void;
  readonly unsaved?: UnsavedCode;
}

/** What V8 has compiled of our files and nobody has saved yet, or not often enough. */
export interface UnsavedCode {
  /** Where it is to be. */
  readonly folder: string;
  readonly files: CompiledFile[];
  /** Adds one of our files that does not run here. */
  readonly compile: (name: string) => void;
  /** Of `code-cache/code-file.ts`, which comes before all that could import it. */
  readonly readCode: (path: string, text: OwnText) => StoredCode | undefined;
  readonly bytesOf: (text: OwnText, stored: StoredCode) => Uint8Array;
  /** Called when there is something in `files`. */
  onFirst: (() => void) | undefined;
}

export interface CompiledFile {
  readonly name: string;
  readonly text: OwnText;
  readonly script: Script;
  /** There was code of it, and V8 has taken it. */
  readonly isSaved: boolean;
}

export interface StoredCode {
  readonly code: Buffer;
  /** How many programs have written it, each with what the one before it had, and more. */
  readonly writes: number;
}

/** A file of ours, as it was when it was read. As for Python's `.pyc`: with another time or size it is another text. */
export interface OwnText {
  /** As a function of what a CommonJS module has. */
  readonly text: string;
  readonly mtimeMs: number;
  readonly size: number;
}
