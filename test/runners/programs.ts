/** The test that each test runner runs, in the dialects that they need. What it takes along is instrumented with it. */
import type { Program } from '../core/codec/function/run-program.js';

const HELPERS =
  'const seen = [];\nfunction double(x) {\n  seen.push(x);\n  if (x < 0) return -2;\n  return x * 2;\n}\n';

/** Closures, what is imported, classes and errors; each is counted where the runner counts. */
const BODY = `
class OddError extends Error {}
const factor = 3;
const local = (x) => (x > 100 ? 0 : double(x) * factor);
async function check(PoolClass) {
  const pool = new PoolClass(2);
  try {
    const odd = await pool.apply(() => { throw new OddError('odd'); }).catch((error) => error);
    const nested = await pool.apply(async () => {
      const inner = new PoolClass(1);
      try {
        return await inner.map((x) => x + 1, [1]);
      } finally {
        await inner.terminate();
      }
    });
    return JSON.stringify([await pool.map(local, [1, 2]), await pool.map(double, [4]), odd instanceof OddError, nested]);
  } finally {
    await pool.terminate();
  }
}
async function checkAll() {
  for (const PoolClass of [Pool, ThreadPool]) {
    const seen = await check(PoolClass);
    if (seen !== '[[6,12],[8],true,[2]]') throw new Error(PoolClass.name + ' gave ' + seen);
  }
}
`;

const MODULE = `import { Pool, ThreadPool } from 'manyhands';\nimport { double } from './helpers.mjs';\n${BODY}`;
const COMMON_JS = `const { Pool, ThreadPool } = require('manyhands');\nconst { double } = require('./helpers.cjs');\n${BODY}`;

const modules = (start: string): Record<string, string> => ({
  'package.json': '{ "private": true, "type": "module" }',
  'helpers.mjs': `${HELPERS}export { double };\n`,
  'main.test.mjs': `${start}${MODULE}test('pools', checkAll, 60_000);\n`,
});
const commonJs = (start: string): Record<string, string> => ({
  'package.json': '{ "private": true }',
  'helpers.cjs': `${HELPERS}exports.double = double;\n`,
  'main.test.cjs': `${start}${COMMON_JS}test('pools', checkAll, 60_000);\n`,
});

export interface Runner extends Program {
  /** What its output says when the test has passed. */
  readonly passed: RegExp;
  /** What it says of the coverage of the module that the workers load or rebuild. */
  readonly covered?: RegExp;
}

const VITEST = 'node_modules/vitest/vitest.mjs';
const JEST = 'node_modules/jest/bin/jest.js';
const MOCHA = 'node_modules/mocha/bin/mocha.js';
const C8 = ['node_modules/c8/bin/c8.js', '--reporter=text', '--include=*.mjs', '--include=*.cjs'];
const JEST_CONFIG = '{ "testMatch": ["**/main.test.cjs"], "testTimeout": 60000 }';
const COVERED = /helpers\.[mc]js\s*\|\s*\d/;

function vitest(pool: string, coverage?: string): Runner {
  const counted = [
    '--coverage.enabled',
    `--coverage.provider=${coverage}`,
    '--coverage.reporter=text',
  ];
  return {
    files: modules("import { test } from 'vitest';\n"),
    args: [VITEST, 'run', `--pool=${pool}`, ...(coverage === undefined ? [] : counted)],
    env: { NO_COLOR: '1' },
    passed: /Tests {2}1 passed/,
    ...(coverage === undefined ? {} : { covered: COVERED }),
  };
}

/** Node's own timers are at hand all the same, and what was an ES module is no longer what Node would load. */
function jestOfCompiled(): Runner {
  const test = `import { Pool, ThreadPool } from 'manyhands';\nimport { double } from './helpers';\n${BODY}`;
  const transform = `const { transformSync } = require('esbuild');\nexports.process = (text) => transformSync(text, { format: 'cjs', loader: 'ts' });\n`;
  return {
    files: {
      'package.json': '{ "private": true }',
      'helpers.ts': `${HELPERS.replace('(x)', '(x: number)')}export { double };\n`,
      'main.test.ts': `${test}jest.useFakeTimers();\ntest('pools', checkAll, 60_000);\n`,
      'transform.cjs': transform,
      'jest.config.json':
        '{ "testMatch": ["**/main.test.ts"], "transform": { "\\\\.ts$": "./transform.cjs" } }',
    },
    args: [JEST, '--silent=false'],
    env: { FORCE_COLOR: '0' },
    passed: /^/,
  };
}

function jest(...options: readonly string[]): Runner {
  const isCovered = options.length > 0;
  const files = commonJs('');
  return {
    files: { ...files, 'jest.config.json': JEST_CONFIG },
    args: [JEST, '--silent=false', ...options],
    env: { FORCE_COLOR: '0' },
    passed: isCovered ? COVERED : /^/,
  };
}

export const runners: Readonly<Record<string, Runner>> = {
  'vitest, its forks': vitest('forks'),
  'vitest, its threads': vitest('threads'),
  'vitest, coverage by V8': vitest('forks', 'v8'),
  'vitest, coverage by istanbul': vitest('threads', 'istanbul'),
  jest: jest(),
  'jest, TypeScript that it compiles, fake timers': jestOfCompiled(),
  'jest, coverage by istanbul': jest('--coverage', '--coverageReporters=text'),
  'jest, coverage by V8': jest('--coverage', '--coverageProvider=v8', '--coverageReporters=text'),
  'node:test': {
    files: modules(
      "import { test as run } from 'node:test';\nconst test = (name, fn) => run(name, fn);\n",
    ),
    args: ['--test', 'main.test.mjs'],
    passed: /pass 1\b/,
  },
  'node:test, its coverage': {
    files: modules(
      "import { test as run } from 'node:test';\nconst test = (name, fn) => run(name, fn);\n",
    ),
    args: ['--test', '--experimental-test-coverage', 'main.test.mjs'],
    passed: /pass 1\b/,
    covered: /helpers\.mjs\s*\|\s*\d/,
  },
  mocha: {
    files: modules('const test = (name, fn) => it(name, fn);\n'),
    args: [MOCHA, '--timeout=60000', 'main.test.mjs'],
    passed: /1 passing/,
  },
  'mocha, in parallel': {
    files: modules('const test = (name, fn) => it(name, fn);\n'),
    args: [MOCHA, '--parallel', '--jobs=2', '--timeout=60000', 'main.test.mjs', 'main.test.mjs'],
    passed: /1 passing/,
  },
  'mocha, c8': {
    files: commonJs('const test = (name, fn) => it(name, fn);\n'),
    args: [...C8, 'node', MOCHA, '--timeout=60000', 'main.test.cjs'],
    passed: /1 passing/,
    covered: COVERED,
  },
};
