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
