/**
 * The rules of the source tree that a program can check. Each takes a file and names what is wrong
 * with it, in words that say what to do; none looks at the disk, so that a test can show that each
 * of them is able to fail.
 */
import { posix } from 'node:path';

/** A file of the source tree; the path is relative to `src/`, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The layers, lowest first, and what each may import besides itself (docs/design.md, "Layers"). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'core/base': [],
  'core/embedded': ['core/base'],
  'core/code-cache': ['core/base'],
  'core/large': ['core/base'],
  'core/wire': ['core/large', 'core/base'],
  'core/tickets': ['core/base'],
  'core/codec': ['core/large', 'core/base'],
  'core/worker': ['core/tickets', 'core/codec', 'core/wire', 'core/large', 'core/base'],
  'core/items': ['core/wire', 'core/base'],
  'core/transport': ['core/tickets', 'core/codec', 'core/wire', 'core/large', 'core/base'],
  'core/handle': ['core/transport', 'core/wire', 'core/base'],
  'core/job': ['core/items', 'core/codec', 'core/wire', 'core/base'],
  'core/schedule': ['core/job', 'core/handle', 'core/codec', 'core/wire', 'core/base'],
  'core/api': [
    'core/schedule',
    'core/job',
    'core/handle',
    'core/transport',
    'core/items',
    'core/codec',
    'core/code-cache',
    'core/wire',
    'core/base',
  ],
  index: ['core/*', 'process', 'shared'],
  cluster: ['core/*'],
  progress: ['core/base'],
  shared: ['core/*'],
  process: ['core/*', 'shared'],
  trace: ['core/base'],
  otel: ['core/base', 'core/schedule'],
  dashboard: ['progress', 'core/*'],
  cli: ['index', 'progress', 'trace', 'dashboard', 'cluster', 'core/base'],
};

/** The entry points of the package: the only files that re-export what others hold. */
const ENTRY_POINTS = [
  'index.ts',
  'cluster/index.ts',
  'progress/index.ts',
  'shared/index.ts',
  'trace/index.ts',
  'otel/index.ts',
  'dashboard/index.ts',
];

const MAX_LINES = 300;
const NAMES_THAT_SAY_NOTHING = ['util', 'utils', 'helper', 'helpers', 'common', 'misc', 'types'];

/** Every breach of the rules in `file`, in words. */
export function breachesIn(file: SourceFile): string[] {
  return [
    layers,
    length,
    defaultExport,
    emptyName,
    innerBarrel,
    kebabCase,
    verbGetter,
    fakedTurn,
  ].flatMap((rule) => rule(file).map((breach) => `src/${file.path} ${breach}`));
}

function layers(file: SourceFile): string[] {
  const from = layerOf(file.path);
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) return [`is in '${from}', a folder without a row in the layer table`];
  return relativeImportsOf(file)
    .map((target) => ({ target, to: layerOf(target) }))
    .filter(({ to }) => to !== from && !allows(allowed, to))
    .map(
      ({ target, to }) =>
        `imports ${target}, but ${from} may not import ${to} (only ${allowed.join(', ') || 'itself'})`,
    );
}

/** A getter only reads: it is named after what it gives, or for a question. */
function verbGetter(file: SourceFile): string[] {
  return [...file.text.matchAll(/^ +(?:static |override |protected )*get (#?\w+)\(/gm)]
    .map(([, name = '']) => name)
    .filter((name) => VERBS.test(name))
    .map((name) => `has a getter '${name}': name it after what it gives, or make it a method`);
}

/** Runners' fake timers hold these still for ever. */
function fakedTurn({ path, text }: SourceFile): string[] {
  if (path === 'core/base/node-turns.ts') return [];
  const isImported = /^import \{[^}]*\bsetImmediate\b[^}]*\} from '[^']*\/node-turns\.ts'/m.test(
    text,
  );
  const globals = isImported ? FAKED : [...FAKED, 'setImmediate'];
  return globals
    .filter((name) => text.includes(`${name}(`))
    .map((name) => `calls ${name}, which tests may have put away: see core/base/node-turns.ts`);
}

const FAKED = ['process.nextTick', 'queueMicrotask'];

const VERBS =
  /^#?(?:take|get|make|find|read|write|open|close|begin|end|start|stop|put|pull|push|cut|move|note|tell|ask|look|probe|send|load|create|build|check)[A-Z]/;

/** `core/*` stands for every room of the core. */
function allows(allowed: readonly string[], room: string): boolean {
  return allowed.includes(room) || (allowed.includes('core/*') && room.startsWith('core/'));
}

function length(file: SourceFile): string[] {
  const lines = file.text.trimEnd().split('\n').length;
  return lines > MAX_LINES ? [`has ${lines} lines: split it, ${MAX_LINES} are the limit`] : [];
}

function defaultExport(file: SourceFile): string[] {
  const hasOne = /^export (default\b|\{[^}]*\bas default\b)/m.test(file.text);
  return hasOne ? ['has a default export: give it a name'] : [];
}

function emptyName(file: SourceFile): string[] {
  return file.path
    .replace(/\.ts$/, '')
    .split('/')
    .filter((part) => NAMES_THAT_SAY_NOTHING.includes(part))
    .map((part) => `is called '${part}': name it after what it holds`);
}

function innerBarrel(file: SourceFile): string[] {
  const isIndex = posix.basename(file.path) === 'index.ts';
  return isIndex && !ENTRY_POINTS.includes(file.path)
    ? ['is a barrel inside the tree: import from the files themselves']
    : [];
}

function kebabCase(file: SourceFile): string[] {
  return file.path
    .split('/')
    .filter((part) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.ts)?$/.test(part))
    .map((part) => `has '${part}' in its path: kebab-case only`);
}

/**
 * The room of a file: the folder below `core`, otherwise the folder at the top. `index` is a layer of its
 * own: the command line sees the public API and nothing behind it.
 */
function layerOf(path: string): string {
  if (path === 'index.ts') return 'index';
  const [top = '', room = ''] = path.split('/');
  if (!path.includes('/')) return top;
  return top === 'core' ? `core/${room}` : top;
}

/** Static imports, re-exports, `import()`, `require()` and `import()` types, as paths below `src/`. */
export function relativeImportsOf(file: SourceFile): string[] {
  const statements = [
    ...file.text.matchAll(/^(?:import|export)\b[^;'"]*\bfrom ['"](\.[^'"]*)['"]/gm),
    ...file.text.matchAll(/^import ['"](\.[^'"]*)['"]/gm),
    ...file.text.matchAll(/\b(?:import|require)\(\s*['"](\.[^'"]*)['"]/g),
  ];
  return statements.map(([, target = '']) => posix.join(posix.dirname(file.path), target));
}
