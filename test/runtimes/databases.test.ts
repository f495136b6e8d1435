/** A database that is open here is refused, with a hint; and the hint, pasted, works. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { runProgram } from '../core/codec/function/run-program.js';
import { CACHE, installInto } from './nodes.js';

/** The last that Node 20 runs. */
const PACKAGE = 'better-sqlite3@12.4';
const FOLDER = join(CACHE, 'better-sqlite3');
const BUILT = join(FOLDER, 'node_modules', 'better-sqlite3', 'build', 'Release');

const PROGRAM = (name: string, create: string, load: string): string => `
import { Pool, ThreadPool, perWorker } from 'manyhands';
${load}
const db = ${create};
for (const PoolClass of [Pool, ThreadPool]) {
  const pool = new PoolClass(1);
  const refusal = await pool.apply(() => db.prepare('select 1 as one').get()).catch((error) => error.message);
  const [hint] = /const db = perWorker.*;/.exec(refusal) ?? [''];
  const make = new Function('perWorker', '${name}', hint.replace('const db =', 'return'));
  const pasted = perWorker(() => ${create});
  console.log(hint, typeof make(perWorker, ${name}), await pool.apply(() => pasted().prepare('select 1 as one').get().one));
  await pool.terminate();
}
`;

describe('An open database', () => {
  before(() => {
    try {
      if (!existsSync(BUILT)) installInto(FOLDER, [PACKAGE]);
    } catch {
      // It has no binary for this machine, and cannot be compiled: the test says so.
    }
  });

  it('of better-sqlite3 is refused with the line that works', async (t) => {
    if (!existsSync(BUILT)) {
      t.skip('better-sqlite3 cannot be built here: that takes a compiler and the headers of Node');
      return;
    }
    const load = `import { createRequire } from 'node:module';\nconst Database = createRequire(${JSON.stringify(join(FOLDER, 'package.json'))})('better-sqlite3');`;

    const output = await runProgram({
      files: { 'main.mjs': PROGRAM('Database', "new Database(':memory:')", load) },
      args: ['main.mjs'],
    });

    const line = "const db = perWorker(() => new Database(':memory:')); function 1\n";
    assert.equal(output, line + line);
  });

  it('of Node is refused with the line that works', async (t) => {
    if (process.getBuiltinModule('node:sqlite') === undefined) {
      t.skip('this Node has no database');
      return;
    }
    const load = "import { DatabaseSync } from 'node:sqlite';";

    const output = await runProgram({
      files: { 'main.mjs': PROGRAM('DatabaseSync', "new DatabaseSync(':memory:')", load) },
      args: ['main.mjs'],
    });

    const line = "const db = perWorker(() => new DatabaseSync(':memory:')); function 1\n";
    assert.equal(output, line + line);
  });
});
