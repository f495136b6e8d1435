/**
 * The script that a function comes from: what it is called, what its file says, whether a worker
 * that loads it gets the same code.
 */
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { LruCache } from '../../../base/lru-cache.ts';
import { loadedCommonJs } from '../../../base/own-files.ts';
import type { Inspected } from './inspector.ts';
import { isLoaderInherited } from './loaders.ts';
import { isConstantAt, mayDeclareConstant } from './constant-names.ts';
import { isExpressionAt } from './function-expressions.ts';
import { describeModule, readModuleText, standsAt, type ModuleText } from './module-text.ts';
import { findHome } from './run-once.ts';
import { remapPlace, unmarkUrl } from './remap-stack.ts';
import { isSameInStrictCode, readOwnStrictness } from './own-strictness.ts';
import { isStrictAt } from './strict-code.ts';
import { locateScript, readScriptSource } from './locate-script.ts';

export class Script {
  readonly url: string;
  /** Where the text of the function begins, counted from 0. */
  readonly line: number;
  readonly column: number;
  readonly isModule: boolean;
  /** Neither an ES module nor one of CommonJS: `node -e`, the REPL, `vm`. Its variables are those of all such scripts. */
  readonly isClassic: boolean;
  /** V8's number for it. */
  readonly id: string;
  readonly #file: ModuleText | undefined;
  readonly #isFileText: boolean;

  /** @param anchor finds, at a price, how far into `text` V8's place for the function is */
  constructor(inspected: Inspected, text: string, anchor: () => number) {
    this.id = inspected.scriptId;
    this.url = unmarkUrl(locateScript(inspected.scriptId));
    this.#file = readFile(this.id, this.url);
    ({ line: this.line, column: this.column } =
      findInFile(inspected, text, this.#file) ?? findStart(inspected, text, anchor(), this.#file));
    const outermost = inspected.scopes.findLast(({ kind }) => kind !== 'Script');
    // A module without variables has no scope of its own. Its text is read only if need be: the lexer takes longer to load than all else.
    const loaded = loadedAs(this.url);
    this.isModule =
      outermost === undefined
        ? loaded !== 'CommonJS' && this.#file?.isModule === true
        : outermost.kind === 'Module';
    this.isClassic = !this.isModule && loaded === undefined;
    this.#isFileText =
      this.#file !== undefined && standsAt(this.#file, text, this.line, this.column);
  }

  /** "file:///app/jobs.js:39:12", counted from 1 as in stacks. */
  get place(): string {
    const place = `${this.url === '' ? '<anonymous>' : this.url}:${this.line + 1}:${this.column + 1}`;
    return remapPlace(this.url, this.line + 1, this.column + 1) ?? place;
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
    return this.#isFileText ? this.#file : readTransformed(this.id);
  }

  /** The text that V8 has, without types; costs a look through the debugger. */
  runningText(): ModuleText | undefined {
    return readTransformed(this.id);
  }

  /** The file, if what runs is what it says. */
  unchangedText(): ModuleText | undefined {
    return this.#isFileText ? this.#file : undefined;
  }

  /** Does the function's text begin at `offset`, but for white space? */
  beginsAfter(offset: number): boolean {
    const module = this.loadedText();
    const start = (module?.lineStarts[this.line] ?? Number.NaN) + this.column;
    return (
      module !== undefined && start >= offset && module.text.slice(offset, start).trim() === ''
    );
  }

  /** What stands before the function on its line, if what runs is what the file says. */
  lineBefore(): string {
    const { text, lineStarts } = this.unchangedText() ?? { text: '', lineStarts: [] };
    const lineStart = lineStarts[this.line] ?? 0;
    return text.slice(lineStart, lineStart + this.column);
  }

  /** Functions of strict code must be rebuilt as strict, and those of sloppy code as sloppy. */
  isStrict(fn: object): boolean {
    if (this.isModule) return true;
    const text = Function.prototype.toString.call(fn);
    const own = readOwnStrictness(fn, text);
    if (own !== undefined) return own;
    if (isSameInStrictCode(text)) return false;
    const module = this.loadedText();
    if (module === undefined) return this.#file?.isModule === true;
    return isStrictAt(module, this.#offsetIn(module, text));
  }

  /** Is this variable, as a function of this script sees it, one that cannot be assigned to? */
  isConstant(fn: object, name: string): boolean {
    const module = this.loadedText();
    if (module === undefined) return false;
    const text = Function.prototype.toString.call(fn);
    const known = isConstantAt(module.text, this.#offsetIn(module, text), name);
    if (known !== undefined || !mayDeclareConstant(module.text, name)) return known === true;
    const running = readTransformed(this.id);
    return running !== undefined && isConstantAt(running.text, this.#offsetIn(running, text), name) === true; // biome-ignore format: one line
  }

  /** Is the function an expression, `const a = function b() { … }`, in which `b` is itself whatever is called so outside? */
  isExpression(fn: object): boolean {
    return this.#ask(fn, isExpressionAt) ?? true;
  }

  /** As `findHome` tells it, of the variable that `fn` sees under this name. */
  homeOf(fn: object, name: string): string | undefined {
    const key = `${this.id}|${this.line}|${this.column}|${name}`;
    let home = homes.get(key);
    if (home === undefined) {
      home = this.#ask(fn, ({ text }, offset) => findHome(text, offset, name)) ?? 'unknown';
      homes.set(key, home);
    }
    return home === 'unknown' ? undefined : home;
  }

  /** What the text of the file tells of the function that begins there, or else the text that runs. */
  #ask<T>(fn: object, ask: (module: ModuleText, offset: number) => T | undefined): T | undefined {
    const text = Function.prototype.toString.call(fn);
    for (const read of [() => this.loadedText(), () => readTransformed(this.id)]) {
      const module = read();
      const known = module && ask(module, this.#offsetIn(module, text));
      if (known !== undefined) return known;
    }
    return undefined;
  }

  /** Where the function begins in what V8 runs, which may have been told that it begins elsewhere. */
  #offsetIn(module: ModuleText, text: string): number {
    const offset = (module.lineStarts[this.line] ?? Number.NaN) + this.column;
    return module.text.startsWith(text, offset) || this.#isFileText
      ? offset
      : module.text.indexOf(text);
  }
}

const HOMES_LIMIT = 10_000;
const homes = new LruCache<string, string>(HOMES_LIMIT);

/** `require` may have loaded an ES module, too. */
function loadedAs(url: string): 'CommonJS' | 'ES module' | undefined {
  const loaded = url.startsWith('file:') ? loadedCommonJs(fileURLToPath(url)) : undefined;
  if (loaded === undefined) return undefined;
  return types.isModuleNamespaceObject(loaded.exports) ? 'ES module' : 'CommonJS';
}

/** In characters, as bundles are as long as hundreds of modules. */
const TEXTS_LIMIT = 10_000_000;
const weighText = (_id: string, file: ModuleText | 'none'): number =>
  file === 'none' ? 100 : file.text.length;
const files = new LruCache<string, ModuleText | 'none'>(TEXTS_LIMIT, weighText);

/** A script never changes once it runs, so its file is looked at once. */
function readFile(scriptId: string, url: string): ModuleText | undefined {
  let file = files.get(scriptId);
  if (file === undefined) {
    file = readModuleText(url) ?? 'none';
    files.set(scriptId, file);
  }
  return file === 'none' ? undefined : file;
}

const transformed = new LruCache<string, ModuleText>(TEXTS_LIMIT, weighText);

function readTransformed(scriptId: string): ModuleText | undefined {
  const known = transformed.get(scriptId);
  if (known !== undefined) return known;
  const source = readScriptSource(scriptId);
  if (source === undefined) return undefined;
  const module = describeModule(source);
  transformed.set(scriptId, module);
  return module;
}

/** The text around the place that V8 names. A function's text never overlaps a copy of itself. */
function findInFile(
  { line, column }: Inspected,
  text: string,
  file: ModuleText | undefined,
): { line: number; column: number } | undefined {
  const lineStart = file?.lineStarts[line];
  if (file === undefined || lineStart === undefined) return undefined;
  const at = lineStart + column;
  const from = Math.max(0, at - text.length + 1);
  const found = file.text.slice(from, at + text.length).lastIndexOf(text, at - from);
  if (found === -1) return undefined;
  const start = from + found;
  const startLine = line - file.text.slice(start, at).split('\n').length + 1;
  return { line: startLine, column: start - (file.lineStarts[startLine] ?? 0) };
}

/** V8 counts a function from its parameters; its text begins `anchor` characters earlier. */
function findStart(
  inspected: Inspected,
  text: string,
  anchor: number,
  file: ModuleText | undefined,
): { line: number; column: number } {
  const linesBefore = text.slice(0, anchor).split('\n').length - 1;
  const line = inspected.line - linesBefore;
  if (linesBefore === 0) return { line, column: inspected.column - anchor };
  // The head spans lines, so V8's column says nothing about the first one: ask the file.
  const lineStart = file?.lineStarts[line] ?? 0;
  const column = (file?.text.indexOf(text, lineStart) ?? -1) - lineStart;
  const isOnLine =
    column >= 0 && lineStart + column < (file?.lineStarts[line + 1] ?? Number.POSITIVE_INFINITY);
  return { line, column: isOnLine ? column : 0 };
}
