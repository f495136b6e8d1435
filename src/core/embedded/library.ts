/**
 * Runs this package from the texts of its files, for bundles: there is one file there, somebody else's, and no place
 * where a worker could find us.
 *
 *    the bundle   dist/embedded/library.js: all texts in one string ──► open ──► index, shared, …
 *    a thread     evaluates `threadScript`; the texts are in its `workerData`         ──► open ──► its entry
 *    a process    evaluates `processScript`; reads the texts from a descriptor  ──► open ──► its entry
 *
 * What bundlers and minifiers do to code they cannot do to these: a class has its name, and a function that a
 * task has captured is found in its file again, in the program and in its workers.
 *
 * This file is itself one of the texts, and needs none of the others; the few lines that open it are in all three places.
 */
import { pathToFileURL } from 'node:url';
import type { CompilingModule, Library } from '../base/own-library.ts';

/** Texts by the names of the files. */
type Files = Readonly<Record<string, string>>;

type Factory = (
  exports: object,
  require: NodeJS.Require,
  module: NodeJS.Module,
  ...names: string[]
) => void;

/**
 * @param files what `packed` holds
 * @param folder a path where no files are, the same in the program and in its workers
 */
export function open(files: Files, packed: Uint8Array, folder: string): Library {
  const { createRequire, Module } = process.getBuiltinModule('node:module');
  const loaded = new Map<string, NodeJS.Module>();
  const nodes = createRequire(`${folder}library.cjs`);

  const load = (id: string): unknown => {
    const name = nameIn(folder, id);
    const text = files[name];
    return text === undefined ? (nodes(id) as unknown) : run(name, text);
  };
  const require = Object.assign(load, nodes);

  function compile(path: string, text: string): CompilingModule {
    const module = new Module(path) as CompilingModule;
    module.filename = path;
    // oxlint-disable-next-line no-underscore-dangle -- Node's name
    module._compile(
      `module.exports=function(exports,require,module,__filename,__dirname){${text}\n}`,
      path,
    );
    return module;
  }

  function run(name: string, text: string): unknown {
    const path = folder + name;
    const before = loaded.get(path);
    if (before !== undefined) return before.exports as unknown;
    const module = compile(path, text);
    const factory = module.exports as Factory; // see `compile`
    module.exports = {};
    loaded.set(path, module);
    factory(module.exports as object, require, module, path, folder);
    return module.exports as unknown;
  }

  const library = { require, loaded, files, packed, ...scriptsFor(folder) };
  Reflect.set(globalThis, Symbol.for(pathToFileURL(folder).href), library);
  return library;
}

/** `./core.cjs`, or its path → `core.cjs` */
function nameIn(folder: string, id: string): string {
  if (id.startsWith(folder)) return id.slice(folder.length);
  return id.startsWith('./') ? id.slice('./'.length) : '';
}

/** Length of what is compressed, that, and the rest: text for all three places. */
const UNPACK: string =
  '(packed)=>{const end=4+packed.readUInt32LE();' +
  'const text=process.getBuiltinModule("node:zlib").brotliDecompressSync(packed.subarray(4,end));' +
  'return{...JSON.parse(text),...JSON.parse(packed.subarray(end))}}';

/** They may run as ES modules: a program that is started with `--input-type` hands that on. */
function scriptsFor(folder: string): Pick<Library, 'threadScript' | 'processScript'> {
  const quoted = JSON.stringify(folder);
  const start = (file: string): string =>
    `const {Module}=process.getBuiltinModule("node:module");const module=new Module(${quoted}+"library.cjs");` +
    `module._compile(files["library.cjs"],module.id);module.exports.open(files,packed,${quoted}).require("./${file}")`;
  return {
    threadScript: (file) =>
      '{const {workerData}=process.getBuiltinModule("node:worker_threads");' +
      `const {files,packed}=workerData.library;delete workerData.library;${start(file)}}`,
    processScript: (file, fd) =>
      `{const packed=process.getBuiltinModule("node:fs").readFileSync(${fd});` +
      `const files=(${UNPACK})(packed);` +
      `process.argv.splice(1,0,${JSON.stringify(folder + file)});` +
      // No option of the program, and nothing that what a task forks is to evaluate.
      `process.execArgv.splice(process.execArgv.lastIndexOf("-e"),2);${start(file)}}`,
  };
}
