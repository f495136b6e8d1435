/**
 * The script that a function comes from: what it is called, what its file says, whether a worker
 * that loads it gets the same code.
 */
import type { Inspected, Scope } from './inspector.ts';
import { LruCache } from './lru.ts';
import { describeModule, readModuleText, standsAt, type ModuleText } from './module-text.ts';
import { locateScript, readScriptSource } from './script-locator.ts';

export class Script {
  readonly url: string;
  /** Where the text of the function begins, counted from 0. */
  readonly line: number;
  readonly column: number;
  readonly isModule: boolean;
  readonly moduleVariables: Readonly<Record<string, unknown>>;
  readonly #scriptId: string;
  readonly #file: ModuleText | undefined;
  readonly #isFileText: boolean;

  constructor(inspected: Inspected, text: string, anchor: number) {
    this.url = locateScript(inspected.scriptId);
    this.#scriptId = inspected.scriptId;
    ({ line: this.line, column: this.column } = findStart(inspected, text, anchor));
    const module = inspected.scopes.at(-1);
    this.isModule = module?.kind === 'Module';
    this.moduleVariables = this.isModule ? (module as Scope).variables : {};
    this.#file = readModuleText(this.url);
    this.#isFileText = this.#file !== undefined && standsAt(this.#file, text, this.line, this.column);
  }

  /** "file:///app/jobs.js:39:12", counted from 1 as in stacks. */
  get place(): string {
    return `${this.url === '' ? '<anonymous>' : this.url}:${this.line + 1}:${this.column + 1}`;
  }

  /** Does a worker that imports this URL get the text that runs here? */
  canBeLoaded(): boolean {
    return this.#isFileText || (this.#file !== undefined && isLoaderInherited());
  }

  /** The text as it was written, as far as it is known: for names, not for positions. */
  fileText(): ModuleText | undefined {
    return this.#file;
  }

  /** The text that runs; what a loader made of the file costs a look through the debugger. */
  loadedText(): ModuleText | undefined {
    return this.#isFileText ? this.#file : readTransformed(this.#scriptId);
  }

  /** The file, if what runs is what it says. */
  unchangedText(): ModuleText | undefined {
    return this.#isFileText ? this.#file : undefined;
  }

  /** Does the function's text begin at `offset`, but for white space? */
  beginsAfter(offset: number): boolean {
    const module = this.loadedText();
    const start = (module?.lineStarts[this.line] ?? Number.NaN) + this.column;
    return module !== undefined && start >= offset && module.text.slice(offset, start).trim() === '';
  }

  /** Functions of strict code must be rebuilt as strict. */
  isStrict(fn: object): boolean {
    if (this.isModule) return true;
    const isOrdinary = Object.hasOwn(fn, 'prototype') && Object.hasOwn(fn, 'arguments');
    if (isOrdinary) return false; // only sloppy functions have `arguments` of their own
    const text = this.#file?.text ?? '';
    return /^(\s|\/\/.*|\/\*[^]*?\*\/|#!.*)*['"]use strict['"]/.test(text) || this.#file?.isModule === true;
  }
}

const TRANSFORMED_LIMIT = 100;
const transformed = new LruCache<string, ModuleText>(TRANSFORMED_LIMIT);

function readTransformed(scriptId: string): ModuleText | undefined {
  const known = transformed.get(scriptId);
  if (known !== undefined) return known;
  const source = readScriptSource(scriptId);
  if (source === undefined) return undefined;
  const module = describeModule(source);
  transformed.set(scriptId, module);
  return module;
}

/** V8 counts a function from its parameters; its text begins `anchor` characters earlier. */
function findStart(inspected: Inspected, text: string, anchor: number): { line: number; column: number } {
  const before = text.slice(0, anchor).split('\n');
  const line = inspected.line - (before.length - 1);
  if (before.length === 1) return { line, column: inspected.column - anchor };
  return { line, column: 0 }; // the head spans lines: the column of the first one is not known
}

/**
 * Loaders that were given on the command line work in the workers too, test runners' own module
 * systems do not.
 */
function isLoaderInherited(): boolean {
  const isTestRunner = 'VITEST_WORKER_ID' in process.env || 'JEST_WORKER_ID' in process.env;
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  return !isTestRunner && /(^|\s)(--import|--require|-r|--loader|--experimental-loader)\b/.test(options);
}
