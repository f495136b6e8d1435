/**
 * What a classic script declares with `const`, `let` or `class` (`node -e`, the REPL, `vm`) lies, for V8, around every
 * function of the program. Modules stay what they are.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runProgram } from './run-program.ts';

const FILES = {
  'counter.mjs': 'let n = 0;\nexport function next() { return ++n; }\n',
  'empty.mjs': 'export function seven() { return 7; }\n',
  'shared.cjs': 'let n = 0;\nexports.make = () => [() => ++n, () => n];\n',
};

const PROGRAM = `
const { Pool } = require('manyhands');
const factor = 10;
(async () => {
  const { next } = await import('./counter.mjs');
  const { seven } = await import('./empty.mjs');
  const [up, read] = require('./shared.cjs').make();
  next();
  next();
  const pool = new Pool(1);
  const results = [
    await pool.apply(next), // of the worker's own module
    await pool.apply(() => { up(); up(); return read(); }), // which have a variable in common
    await pool.apply(() => factor * seven()), // of the script itself
    factor,
  ];
  await pool.terminate();
  console.log(results.join());
})();
`;

describe('Functions of modules, in a program that is a classic script', () => {
  it('are loaded in workers, and share the variables of their module there', async () => {
    const printed = await runProgram({
      files: FILES,
      args: ['--no-warnings', '-e', PROGRAM],
    });

    assert.equal(printed.trim(), '1,2,70,10');
  });
});
