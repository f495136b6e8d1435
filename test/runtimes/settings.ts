/** The ways to run a program that functions must survive, and which Node can do each. */
import {
  commonJs,
  esModule,
  helpers,
  inlineCommonJs,
  inlineModule,
  permission,
} from './programs.js';

export interface Setting {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** What to run, after `node`. */
  readonly args: readonly string[];
  readonly input?: string;
  /** Packages that must be installed beside the program. */
  readonly tools?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Variables that the program is not to have. */
  readonly without?: readonly string[];
  /** A command to run first, after `node`. */
  readonly before?: readonly string[];
  /** The first major version of Node that can do this. */
  readonly since?: number;
}

const modules = { 'helpers.mjs': helpers(), 'main.mjs': `${esModule()}await checkAll();\n` };
const typed = {
  'helpers.ts': helpers(true),
  'main.ts': `${esModule('./helpers.ts', true)}await checkAll();\n`,
};
const viteTest = `import { test } from 'vitest';\n${esModule('./helpers', true)}test('pools', checkAll, 60_000);\n`;
const jestTest = `${esModule()}test('pools', checkAll, 60_000);\n`;
const jestCommonJs = `${commonJs('')}test('pools', checkAll, 60_000);\n`;
const nodeTest = `import { test } from 'node:test';\n${esModule()}test('pools', checkAll);\n`;

/** esbuild's own command is a binary of the platform, which `node` cannot run. */
function bundle(minify: boolean): readonly string[] {
  const options = {
    entryPoints: ['main.mjs'],
    outfile: 'bundle.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['manyhands'],
    minify,
  };
  return ['-e', `require('esbuild').buildSync(${JSON.stringify(options)})`];
}

export const settings: readonly Setting[] = [
  { name: 'ES modules, top-level await', files: modules, args: ['main.mjs'] },
  {
    name: 'CommonJS',
    files: {
      'helpers.cjs': 'exports.double = function double(x) { return x * 2; };\n',
      'main.cjs': commonJs(),
    },
    args: ['main.cjs'],
  },
  { name: '`node -e`', files: {}, args: ['-e', inlineCommonJs] },
  { name: '`node -e`, ES module', files: {}, args: ['--input-type=module', '-e', inlineModule] },
  { name: 'standard input', files: {}, args: ['-'], input: inlineCommonJs },
  { name: 'TypeScript, types stripped by Node', files: typed, args: ['main.ts'], since: 22 },
  {
    name: 'inside a worker thread',
    files: {
      ...modules,
      'outer.mjs':
        "import { Worker } from 'node:worker_threads';\nnew Worker(new URL('./main.mjs', import.meta.url));\n",
    },
    args: ['outer.mjs'],
  },
  {
    name: '`node --test`',
    files: { ...modules, 'main.test.mjs': nodeTest },
    args: ['--test', 'main.test.mjs'],
  },
  { name: '`--inspect`', files: modules, args: ['--inspect=0', 'main.mjs'] },
  {
    name: 'a debugger attached',
    files: {
      ...modules,
      'debugger.mjs':
        "import { Session } from 'node:inspector';\nconst session = new Session();\nsession.connect();\nsession.post('Debugger.enable');\n",
    },
    args: ['--import', './debugger.mjs', 'main.mjs'],
  },
  {
    name: '`--permission` (by name only)',
    files: { 'helpers.mjs': helpers(), 'main.mjs': permission },
    args: [
      '--permission',
      '--allow-fs-read=*',
      '--allow-child-process',
      '--allow-worker',
      'main.mjs',
    ],
    since: 24,
  },
  { name: '`--frozen-intrinsics`', files: modules, args: ['--frozen-intrinsics', 'main.mjs'] },
  {
    name: '`--disallow-code-generation-from-strings`',
    files: modules,
    args: ['--disallow-code-generation-from-strings', 'main.mjs'],
  },
  { name: '`--jitless`', files: modules, args: ['--jitless', 'main.mjs'] },
  {
    name: 'no `HOME`, no `PATH`',
    files: modules,
    args: ['main.mjs'],
    without: ['HOME', 'PATH', 'TMPDIR'],
  },
  { name: 'source maps enabled', files: modules, args: ['--enable-source-maps', 'main.mjs'] },
  { name: 'tsx', files: typed, args: ['--import', 'tsx', 'main.ts'], tools: ['tsx'] },
  {
    name: 'vitest',
    files: { 'helpers.ts': helpers(true), 'main.test.ts': viteTest },
    args: ['node_modules/vitest/vitest.mjs', 'run', '--reporter=verbose'],
    tools: ['vitest'],
  },
  {
    name: 'jest as it comes, CommonJS',
    files: {
      'helpers.cjs': 'exports.double = function double(x) { return x * 2; };\n',
      'main.test.cjs': jestCommonJs,
      'jest.config.json': '{ "testMatch": ["**/main.test.cjs"] }',
    },
    args: ['node_modules/jest/bin/jest.js'],
    tools: ['jest'],
  },
  {
    name: 'jest, ES modules',
    files: {
      ...modules,
      'main.test.mjs': jestTest,
      'jest.config.json': '{ "testMatch": ["**/main.test.mjs"], "transform": {} }',
    },
    args: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js'],
    tools: ['jest'],
  },
  {
    name: 'esbuild bundle',
    files: modules,
    before: bundle(false),
    args: ['bundle.mjs'],
    tools: ['esbuild'],
  },
  {
    name: 'esbuild bundle, minified',
    files: modules,
    before: bundle(true),
    args: ['bundle.mjs'],
    tools: ['esbuild'],
  },
];
