/** Programs whose constants are made again in their workers, in each way in which a module can be written. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from './run-program.js';

const MODULES = { 'package.json': '{ "type": "module" }' };

/** Prints what `task` gives on processes and on threads. */
const MAIN = `
for (const PoolClass of [Pool, ThreadPool]) {
  const pool = new PoolClass(1);
  console.log(await pool.apply(task).finally(() => pool.terminate()));
}`;
const IMPORTS = `
import { readFileSync } from 'node:fs';
import { Pool, ThreadPool } from 'manyhands';
import { z } from 'zod';
import * as yup from 'yup';
import { Secret } from './secret.js';
`;
const SECRET =
  'export class Secret { #least; constructor(least) { this.#least = least; } get least() { return this.#least; } }\n';
/** Only the top of the module uses most of this: no scope shows it when `task` is captured. */
const CONSTANTS = `
const limits = { least: 3 };
function double(x) { return 2 * x; }
const name = 'secret', User = z.object({ name: z.string().min(limits.least) }), secret = new Secret(double(limits.least));
const Account = yup.object({ name: yup.string().min(double(limits.least)) });
const task = () => [User.safeParse({ name: 'Ad' }).success, Account.isValidSync({ name: 'Lovelace' }), secret.least].join();
`;
const EXPECTED = 'false,true,6\nfalse,true,6\n';

describe('The initialiser of a constant is found', () => {
  it('in an ES module, with imports from its own place', async () => {
    const files = { 'main.js': IMPORTS + CONSTANTS + MAIN, 'secret.js': SECRET, ...MODULES };

    assert.equal(await runProgram({ files, args: ['main.js'] }), EXPECTED);
  });

  it('in a module of another folder, whose packages the entry does not see', async () => {
    const files = {
      'main.js':
        "import { Pool, ThreadPool } from 'manyhands';\nimport { task } from './deep/tasks.js';\n" +
        MAIN,
      'deep/tasks.js':
        "import { make } from 'only-here';\nconst thing = make(5);\nexport const task = (() => () => thing.least)();\n",
      'deep/node_modules/only-here/package.json':
        '{ "name": "only-here", "type": "module", "exports": "./index.js" }',
      'deep/node_modules/only-here/index.js': `${SECRET}export const make = (least) => new Secret(least);\n`,
      ...MODULES,
    };

    assert.equal(await runProgram({ files, args: ['main.js'] }), '5\n5\n');
  });

  it('in CommonJS, where `require` was used at the top only', async () => {
    const text = `
const { Pool, ThreadPool } = require('manyhands');
const { z } = require('zod');
const yup = require('yup');
const { Secret } = require('./secret.cjs');
${CONSTANTS}
(async () => {${MAIN}})();
`;
    const files = {
      'main.cjs': text,
      'secret.cjs': `${SECRET.replace('export ', '')}exports.Secret = Secret;\n`,
    };

    assert.equal(await runProgram({ files, args: ['main.cjs'] }), EXPECTED);
  });

  it('in TypeScript through tsx, as ES module and as CommonJS', async () => {
    const text = (IMPORTS + CONSTANTS)
      .replace('(x)', '(x: number)')
      .replace("'./secret.js'", "'./secret'");
    const typed = SECRET.replace('#least;', '#least: number;').replace(
      '(least)',
      '(least: number)',
    );
    const wrapped = `${text}\n(async () => {${MAIN}})();\n`;
    const files = { 'main.ts': wrapped, 'secret.ts': typed };

    const seen = [];
    for (const type of ['module', 'commonjs']) {
      const program = { ...files, 'package.json': JSON.stringify({ type }) };
      seen.push(await runProgram({ files: program, args: ['--import', 'tsx', 'main.ts'] }));
    }

    assert.deepEqual(seen, [EXPECTED, EXPECTED]);
  });

  it('in TypeScript whose types Node strips', {
    skip: process.versions.node.startsWith('20.') && 'Node 20 runs no TypeScript',
  }, async () => {
    const text = (IMPORTS + CONSTANTS)
      .replace('(x)', '(x: number)')
      .replace('secret.js', 'secret.ts');
    const typed = SECRET.replace('#least;', '#least: number;').replace(
      '(least)',
      '(least: number)',
    );
    const files = { 'main.ts': text + MAIN, 'secret.ts': typed, ...MODULES };

    assert.equal(await runProgram({ files, args: ['main.ts'] }), EXPECTED);
  });
});
