/** What one bundler makes of us, and where it must be told something. `bundlers.test.ts` has the others. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as esbuild from 'esbuild';
import { EXPECTED, FILES } from './program.js';
import { BundledProject } from './project.js';

const FIRST_USE = `
import { Pool, ThreadPool } from 'manyhands';
for (const PoolClass of [Pool, ThreadPool]) {
  try {
    new PoolClass(1);
  } catch ({ code, message }) {
    console.log(JSON.stringify([code, message]));
  }
}
`;

const HOLDS_A_LIBRARY = `
import { Pool } from 'manyhands';
import { parse } from './parse.mjs';
const pool = new Pool(1);
const settle = (promise) => promise.then((value) => value, (error) => error.message);
console.log(JSON.stringify(await settle(pool.apply(() => parse('a')))));
await pool.terminate();
`;
/** Nobody can tell what a worker would miss in a copy. */
const A_LIBRARY = `
const make = () => {
  const ready = Promise.resolve(1);
  return { whenReady: () => ready };
};
let own;
own = make();
export const parse = (x) => [x, own.whenReady()];
`;

const USES_SYMBOLS = `
import { Pool } from 'manyhands';
import { any, isAny } from './symbols.cjs';
const pool = new Pool(1);
console.log(JSON.stringify(await pool.apply(() => [any().description, isAny(any())])));
await pool.terminate();
`;
const SYMBOLS = `
const ANY = Symbol('any');
exports.any = () => ANY;
exports.isAny = (x) => x === ANY;
`;

/** Two entries, one of which a worker loads by name: it imports us from the part that both share. */
const LOADS_A_PART = `
import { Pool, ThreadPool, task } from 'manyhands';
async function main() {
  for (const PoolClass of [Pool, ThreadPool]) {
    const pool = new PoolClass(1);
    console.log(JSON.stringify(await pool.apply(task(new URL('./tasks.mjs', import.meta.url), 'whoAmI'))));
    await pool.terminate();
  }
}
void main();
`;
const PART = `
import { currentWorker, NotSendableError } from 'manyhands';
export const whoAmI = () => currentWorker().kind;
export const classOfErrors = NotSendableError;
`;

describe('A program that esbuild has bundled', () => {
  let project: BundledProject;
  before(() => {
    project = new BundledProject({
      ...{ ...FILES, 'first-use.mjs': FIRST_USE },
      ...{ 'library.mjs': HOLDS_A_LIBRARY, 'parse.mjs': A_LIBRARY },
      ...{ 'symbols.mjs': USES_SYMBOLS, 'symbols.cjs': SYMBOLS },
      ...{ 'parts.mjs': LOADS_A_PART, 'tasks.mjs': PART },
    });
  });
  after(() => project[Symbol.dispose]());

  const build = async (entry: string, options: esbuild.BuildOptions): Promise<string> => {
    const outfile = join(project.folder, 'out', entry);
    const always = { bundle: true, platform: 'node', format: 'esm', logLevel: 'error' } as const;
    await esbuild.build({
      ...always,
      entryPoints: [join(project.folder, entry)],
      outfile,
      ...options,
    });
    return outfile;
  };

  it('works, minified, without a word about this package', async () => {
    const file = await build('main.mjs', { minify: true });

    assert.deepEqual(project.values(process.execPath, file), EXPECTED);
  });

  it('says of what a library in it holds that the library can be left outside', async () => {
    for (const minify of [false, true]) {
      const file = await build('library.mjs', { minify });

      const [refused] = project.values(process.execPath, file) as [string];

      assert.match(refused, /a Promise: it settles in this process only\n/);
      assert.match(refused, /\n {2}→ or, if that is a library's, leave .*'external'.*$/);
    }
  });

  it('makes again what only the modules in it have', async () => {
    const file = await build('symbols.mjs', { minify: true });

    assert.deepEqual(project.values(process.execPath, file), [['any', true]]);
  });

  it('has one copy of the package, also in workers that load a part of it', async () => {
    const { folder } = project;
    const entryPoints = ['parts.mjs', 'tasks.mjs'].map((name) => join(folder, name));
    await esbuild.build({
      ...{ entryPoints, bundle: true, splitting: true, platform: 'node', format: 'esm' },
      ...{ outdir: join(folder, 'split'), outExtension: { '.js': '.mjs' }, logLevel: 'error' },
    });

    const values = project.values(process.execPath, join(folder, 'split/parts.mjs'));

    assert.deepEqual(values, ['process', 'thread']);
  });

  it('says at the first use what to do where its conditions leave the workers out', async () => {
    const outfile = join(project.folder, 'out/first-use.cjs');
    await build('first-use.mjs', { format: 'cjs', outfile, conditions: ['custom'] });

    const values = project.values(process.execPath, outfile) as [string, string][];

    assert.equal(values.length, 2);
    for (const [code, message] of values) {
      assert.equal(code, 'ERR_POOL_STATE');
      assert.match(
        message,
        /^manyhands was bundled without the program of its workers: .*'module'/,
      );
    }
  });

  it('works where its conditions are set and `module` is one of them', async () => {
    const file = await build('main.mjs', { conditions: ['custom', 'module'] });

    assert.deepEqual(project.values(process.execPath, file), EXPECTED);
  });
});
