// Which file of `dist/` a module goes into: that depends on who reaches it by static imports.
//
//    code-cache    what loads the others, with what V8 has compiled of them before (code-cache.mjs)
//    core          programs and their workers, from the start
//    wire          programs with the first pool, and their workers from the start: how values and messages cross
//    worker        workers only; the code that calls tasks is here, as src/core/base/own-files.ts knows
//    api           programs only, from the start: what `import` gives, and what starts workers
//    pool          programs, with the first pool, process or actor: what serves workers
//    encode        programs, when the first function is sent: what can be told of it by the texts of files
//    capture       programs, with the first function of which these do not tell: what finds the export that it is
//    inspect       whoever asks the inspector about a function or a class
//    closures      programs, with the first of these that is none: what looks into functions; and errors that came back
//    codec         programs then too, workers when something fails: errors, and what cannot be sent
//    streams       programs, with the first `imap` or another call whose results are read one by one
//    flows         programs, with the first chain (`pool.from`)
//    during        programs, when a call first broadcasts, reads values one by one, or loses a worker; and with the first inline pool
//    large         whoever sends or opens files in memory
//    engine        of the cluster: what the library and the command both need
//    cluster-pool  the rest of the cluster
//    bar           the progress bar
//    served        locks, queues and whatever is served
//    trace-file    what follows a pool into a file
//    board         the dashboard's server
//    command       what several subcommands of the command need
//    …-packages    packages of others, of the file that is named first
//
// What is loaded late, and reached from nowhere else, has a file of its own. No module is in two files. What
// `import` comes to first (`index.cjs`) is empty but for its exports: Node reads all of it to find their names.
import { basename, join, relative } from 'node:path';

const WORKERS = /\/worker\/(process|thread|inline)-entry\.ts$/;
const LATE_IN_WORKERS = /\/(rebuild-graph|run-flow|thread-loader)\.ts$/;
const ON_FAILURE = /\/worker\/(failures|with-classes)\.ts$/;
/** What no program needs before it makes its first call. */
const WITH_THE_FIRST_CALL =
  /^src\/core\/codec\/(error\/|crossing\/(?!move|forbid)|function\/(capture\/|source\/|encode-(function|captured)|pack-function))/;
/** The part of it that looks into files only. */
const BY_TEXT =
  /\/(encode-function|pack-function|source\/(call-site|exported-declaration|exports-by-text|loaders|own-strictness|simple-\w+|source-file|static-imports|token-cursor)|capture\/describe-by-text)\.ts$/;
/** The part that a function needs which is an export, as most are that a program calls first. */
const FOR_EXPORTS =
  /\/(encode-captured|source\/(find-reference|locate-function|module-text|scope-lookup|script)|capture\/(capture|constant|describer|describe-function|describe-per-worker|function-by-value|memories|plain-data|refusal|weak-collections))\.ts$/;
/** The part of both that workers need as well, when something fails. */
const INSPECT = /\/function\/source\/(inspector|locate-script|native-code|remap-stack)\.ts$/;
/** What some kinds of calls need, whichever comes first. */
const BY_KIND_OF_CALL = {
  streams:
    /^src\/core\/(api\/(stream-(call|wish)|through)|job\/(stream-job|adaptive-size|weight|result-buffer|partial-chunk)|items\/source)\.ts$/,
  flows:
    /^src\/core\/(api\/flow-(call|joins)|job\/(flow-job|flow-stream|fold-job|partials|intake)|codec\/function\/encode-chain)\.ts$/,
  during:
    /^src\/core\/(job\/(flat-results|reader-line|broadcast-job)|schedule\/(broadcasts|worker-failures)|api\/broadcast|transport\/inline-channel)\.ts$/,
  large: /^src\/core\/large\/(foreign|kept-buffer|map-file|map-shared|memory-file|open-file)\.ts$/,
};
/** Where the public classes lead to what is loaded with the first pool. Behind these modules, a module is in `pool`. */
const DOORS =
  /^src\/(core\/api\/(open-scheduler|calls|broadcast|stream-call|through|flow-call|flow-joins)|core\/transport\/(process|thread|inline)-channel|core\/items\/read-items|core\/wire\/list\/number-range|core\/codec\/function\/encode-function|process\/one-worker)\.ts$/;
/** Of these files that file takes nothing but functions, and loads them when one is called. */
const LATE = {
  'api.cjs': ['wire', 'pool', 'encode', 'streams', 'flows', 'during'],
  'pool.cjs': ['encode', 'capture', 'closures', 'codec', 'streams', 'flows', 'during'],
  'encode.cjs': ['capture'],
  'capture.cjs': ['closures'],
};
/** What compiled code calls for `using`, which only the cluster has. */
const USING = /\busingCtx\b/;
/** In one file with the errors: it says where they are. */
const WITH_THE_ERRORS = 'src/core/base/own-files.ts';
/** The file of what only this entry reaches, itself included. */
const PARTS = {
  'src/index.ts': 'api',
  'src/cluster/index.ts': 'cluster-pool',
  'src/progress/index.ts': 'bar',
  'src/shared/index.ts': 'served',
  'src/trace/index.ts': 'trace-file',
  'src/dashboard/index.ts': 'board',
};

/** Gives the name of a module's file, for rolldown's groups; `null` leaves it to the entry. */
export function fileNames(root) {
  const pathOf = (id) => relative(root, id).replaceAll('\\', '/');
  let inFront;
  return (id, context) => {
    if (USING.test(id)) return 'engine';
    const name = nameOf(pathOf(id), [...rootsOf(id, context)].map(pathOf));
    if (name !== 'core' && name !== 'pool' && name !== 'api') return name;
    inFront ??= beforeTheDoors(join(root, 'src/index.ts'), context, pathOf);
    if (name === 'core') return inFront.has(id) ? 'core' : 'wire';
    return inFront.has(id) ? 'api' : 'pool';
  };
}

/** What `index` reaches without passing a door. */
function beforeTheDoors(index, context, pathOf) {
  const reached = new Set([index]);
  for (const one of reached) {
    for (const imported of context.getModuleInfo(one)?.importedIds ?? [])
      if (!DOORS.test(pathOf(imported))) reached.add(imported);
  }
  return reached;
}

/** The file of what is loaded late, where the name of the module does not say enough. */
export function chunkFileName({ facadeModuleId, name }) {
  const [, command] = /\/cluster\/commands\/(\w+)\.ts$/.exec(facadeModuleId ?? '') ?? [];
  if (command !== undefined) return `cluster-${command}.cjs`;
  const [, dependency] = /\/node_modules\/([\w-]+)\//.exec(facadeModuleId ?? '') ?? [];
  return `${dependency ?? name}.cjs`;
}

/** Which files this file loads when it first calls a function of theirs. */
export function isLateIn(fileName) {
  const late = (LATE[fileName] ?? []).map((name) => `./${name}.cjs`);
  return (specifier) => late.includes(specifier);
}

function nameOf(path, roots) {
  const name = nameOfOurs(path, roots);
  const isApart = isOfOthers(path) && !roots.some(isOfOthers);
  return isApart ? `${name ?? basename(roots[0], '.ts')}-packages` : name;
}

/** What others have written is apart from what we have: only that is made small. */
function isOfOthers(path) {
  return path.startsWith('node_modules/');
}

function nameOfOurs(path, roots) {
  if (path === WITH_THE_ERRORS) return 'core';
  if (path in PARTS) return PARTS[path];
  const [kind] = Object.entries(BY_KIND_OF_CALL).find(([, pattern]) => pattern.test(path)) ?? [];
  if (kind !== undefined) return kind;
  if (roots.length === 1) return PARTS[roots[0]] ?? null;
  if (path.startsWith('src/core/')) return nameInCore(path, roots);
  if (path.startsWith('src/cluster/')) return 'engine';
  if (path.startsWith('src/cli/')) return 'command';
  return roots.map((root) => PARTS[root]).find((part) => part !== undefined) ?? null;
}

function nameInCore(path, roots) {
  const some = (pattern) => roots.some((root) => pattern.test(root));
  if (roots.every((root) => root.startsWith('src/core/'))) return some(WORKERS) ? 'worker' : null;
  if (some(WORKERS) || some(LATE_IN_WORKERS)) return 'core';
  if (INSPECT.test(path)) return 'inspect';
  if (WITH_THE_FIRST_CALL.test(path) && some(ON_FAILURE)) return 'codec';
  if (BY_TEXT.test(path)) return 'encode';
  if (WITH_THE_FIRST_CALL.test(path)) return FOR_EXPORTS.test(path) ? 'capture' : 'closures';
  return some(ON_FAILURE) ? 'core' : 'pool';
}

/** Entries, and what is loaded late, from which static imports lead to the module. */
function rootsOf(id, context) {
  const roots = new Set();
  const seen = new Set([id]);
  for (const one of seen) {
    const info = context.getModuleInfo(one);
    if (info === null) continue;
    if (info.isEntry || info.dynamicImporters.length > 0) roots.add(one);
    for (const importer of info.importers) seen.add(importer);
  }
  return roots;
}
