/**
 * Loads the files of this package with what V8 has compiled of them in earlier programs, in place of compiling them in each
 * program and each worker again. As Python has it with `.pyc`, compiled code lies beside the files that it is made of, and is
 * made by running them:
 *
 *    dist/core.cjs
 *    dist/.code-cache/<build, Node, V8 and its options>/core.cjs
 *
 * A program that has had a pool writes it when it exits (`save-compiled.ts`). Nothing is trusted that was not trusted before:
 * who can write there can write `dist` itself.
 *
 * `MANYHANDS_CODE_CACHE=0`, or Node's own `NODE_DISABLE_COMPILE_CACHE=1`: nothing is read or written.
 *
 * This file needs none of the others: the files that a program or a worker begins with begin with this one
 * (scripts/bundle/code-cache.mjs).
 */
import { basename, join, sep } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import type { OwnRequire, OwnText, UnsavedCode } from '../base/own-require.ts';
import { bytesOf, readCode, readText, textIn } from './code-file.ts';

/** The build puts a hash of all files here: no other build has the same code. */
const BUILD = 'BUILD_OF_ALL_FILES';
/** So many programs write the code of a file. What more would add is not worth their time: some milliseconds. */
const ENOUGH_WRITES = 4;

type Factory = (this: object, exports: object, ...rest: readonly unknown[]) => void;

/**
 * Loads these of our files, in this order, so that `require` finds them loaded, and then whatever they require. Does nothing
 * where something other than Node loads modules.
 *
 * @param module the file that begins
 * @returns a `require` that loads the rest so as well
 */
export function loadCompiled(
  module: NodeJS.Module,
  require: NodeJS.Require,
  names: readonly string[],
): NodeJS.Require {
  if (!isLoadedByNode(module, require) || isSwitchedOff()) return require;
  const cache = caches.get(module.path) ?? new CodeCache(module, require);
  caches.set(module.path, cache);
  for (const name of names) cache.load(name);
  return cache.require;
}

/** By folder: whatever begins there, what has to be saved is in one list. */
const caches = new Map<string, CodeCache>();

class CodeCache {
  readonly #parent: NodeJS.Module;
  /** What our files require by. */
  readonly require: OwnRequire;
  readonly #unsaved: UnsavedCode;

  constructor(parent: NodeJS.Module, nodes: NodeJS.Require) {
    const engine = cachedDataVersionTag().toString(16);
    const folder = `${BUILD}-${process.version}-${process.arch}-${engine}`;
    this.#parent = parent;
    this.#unsaved = {
      folder: join(parent.path, '.code-cache', folder),
      files: [],
      compile: (name) => void this.#compile(name, join(parent.path, name)),
      onFirst: undefined,
      readCode,
      bytesOf,
    };
    const require = (id: string): unknown => {
      const name = this.#nameOf(id);
      return name === undefined ? (nodes(id) as unknown) : this.load(name);
    };
    this.require = Object.assign(require, nodes, {
      unsaved: this.#unsaved,
      importModule: async (specifier: string): Promise<unknown> =>
        (await import(specifier)) as unknown,
      compileModule: (text: string, module: NodeJS.Module) => {
        const { id } = module;
        this.#run(this.#compile(`${basename(id)}.text`, id, textIn(id, text)), module);
      },
    });
  }

  /** As `require`: a file runs once, and is in Node's list of modules. */
  load(name: string): unknown {
    const path = join(this.#parent.path, name);
    const loaded = this.require.cache[path];
    if (loaded !== undefined) return loaded.exports as unknown;
    const script = this.#compile(name, path);
    const { Module } = process.getBuiltinModule('node:module');
    const module = new Module(path, this.#parent);
    module.filename = path;
    module.paths = this.#parent.paths;
    this.require.cache[path] = module;
    try {
      this.#run(script, module);
    } catch (error) {
      delete this.require.cache[path]; // as Node does it
      throw error;
    }
    module.loaded = true;
    return module.exports as unknown;
  }

  #run(script: Script, module: NodeJS.Module): void {
    const run = script.runInThisContext() as Factory;
    const exports = module.exports as object; // what it begins with
    run.call(exports, exports, this.require, module, module.id, module.path);
  }

  #compile(name: string, path: string, text: OwnText = readText(path)): Script {
    const { folder, files, onFirst } = this.#unsaved;
    const stored = readCode(join(folder, name), text);
    const script = new Script(text.text, {
      filename: path,
      ...(stored && { cachedData: stored.code }),
    });
    const isSaved = stored !== undefined && script.cachedDataRejected !== true;
    const isEnough = stored !== undefined && stored.writes >= ENOUGH_WRITES;
    if (!isEnough && files.push({ name, text, script, isSaved }) === 1) onFirst?.();
    return script;
  }

  /** `./core.cjs`, or its path, or `#own/core` (scripts/bundle/embedded.mjs) → `core.cjs` */
  #nameOf(id: string): string | undefined {
    const { path } = this.#parent;
    if (id.startsWith('#own/')) return `${id.slice('#own/'.length)}.cjs`;
    const isPath = id.startsWith(`${path}${sep}`);
    const name = isPath ? id.slice(path.length + 1) : id.replace(/^\.\//, '');
    return /^[\w-]+\.cjs$/.test(name) ? name : undefined;
  }
}

/** Test runners have modules of their own, and other runtimes no code of V8. */
function isLoadedByNode(module: NodeJS.Module, require: NodeJS.Require): boolean {
  const { Module } = process.getBuiltinModule('node:module');
  const { bun, deno } = process.versions;
  const { _cache: all } = Module as unknown as { readonly _cache?: unknown }; // Node's name
  return module instanceof Module && require.cache === all && (bun ?? deno) === undefined;
}

/** Coverage counts functions exactly only where they were compiled here. */
function isSwitchedOff(): boolean {
  const { MANYHANDS_CODE_CACHE, NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env;
  return [MANYHANDS_CODE_CACHE === '0', NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE].some(Boolean);
}
