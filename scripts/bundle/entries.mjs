// What the build begins with. Everything else is reached from here, by imports or as a module that is
// loaded late (`late-files.mjs` finds those).

/** What `package.json` exports, by the name of its file in `dist/`. */
export const PUBLIC = {
  index: 'src/index.ts',
  cluster: 'src/cluster/index.ts',
  progress: 'src/progress/index.ts',
  shared: 'src/shared/index.ts',
  trace: 'src/trace/index.ts',
  otel: 'src/otel/index.ts',
  dashboard: 'src/dashboard/index.ts',
};

/** The command. It stays an ES module, which may await at its top. */
export const COMMAND = { cli: 'src/cli/main.ts' };

/** What workers begin with. */
export const WORKERS = {
  'process-entry': 'src/core/worker/process-entry.ts',
  'thread-start': 'src/core/worker/thread-start.ts',
  'thread-entry': 'src/core/worker/thread-entry.ts',
  'inline-entry': 'src/core/worker/inline-entry.ts',
};

/** Sent to workers by reference (`task(ownFile(…))`). */
export const TASKS = {
  'actor-host': 'src/process/actor-host.ts',
  probe: 'src/cli/probe.ts',
  'timed-task': 'src/cli/timed-task.ts',
  'fold-task': 'src/cli/fold-task.ts',
  'reduce-task': 'src/cli/reduce-task.ts',
};

/** Runs the package from texts, in bundles of others. */
export const EMBEDDED = { library: 'src/core/embedded/library.ts' };

/** Loads the others, for Node: what begins requires it (`code-cache.mjs`). */
export const LOADER = { 'code-cache': 'src/core/code-cache/load-compiled.ts' };

/** Has the file of `manyhands/shared` export what functions that capture served objects refer to. */
export const NAMED = { faces: 'src/shared/faces.ts' };

/** Packages that are loaded late, each as a file of its own (`requirePackage`). */
export const LATE_PACKAGES = { acorn: 'acorn', 'es-module-lexer': 'es-module-lexer' };
