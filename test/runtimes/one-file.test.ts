/** A bundle as an application: a single executable, and a start-up snapshot. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildSync } from 'esbuild';
import { BundledProject } from '../bundlers/project.js';
import { fetchTool } from './nodes.js';

const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
const hasFuse = readFileSync(process.execPath, 'latin1').includes(FUSE);
const major = Number(process.versions.node.split('.')[0]);

const CHECK = `
async function check({ Pool, ThreadPool }) {
  const factor = 3;
  for (const PoolClass of [ThreadPool, Pool]) {
    try {
      const pool = new PoolClass(1);
      console.log(JSON.stringify(await pool.map((x) => x * factor, [1, 2])));
      await pool.terminate();
    } catch ({ code, message }) {
      console.log(JSON.stringify([code, message]));
    }
  }
}
`;

describe('A bundle in one file', () => {
  let project: BundledProject;
  before(() => {
    project = new BundledProject({
      'application.cjs': `${CHECK}check(require('manyhands'));\n`,
      'late.cjs': `${CHECK}require('node:v8').startupSnapshot.setDeserializeMainFunction(() => check(require('manyhands')));\n`,
      'early.cjs': `require('manyhands');\n`,
    });
    const { folder } = project;
    for (const name of ['application', 'late', 'early']) {
      const entryPoints = [join(folder, `${name}.cjs`)];
      buildSync({
        entryPoints,
        outfile: join(folder, `${name}-bundle.cjs`),
        bundle: true,
        platform: 'node',
      });
    }
  });
  after(() => project[Symbol.dispose]());

  const lines = (program: string, args: readonly string[]): unknown[] =>
    execFileSync(program, args, { cwd: project.folder, encoding: 'utf8' })
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);

  const skip = hasFuse ? false : 'this Node cannot be made an application of';
  it('is a single executable with threads, which says why it has no processes', { skip }, () => {
    const { folder } = project;
    const [config, blob, application] = ['sea.json', 'sea.blob', 'application'] as const;
    const settings = {
      main: 'application-bundle.cjs',
      output: blob,
      disableExperimentalSEAWarning: true,
    };
    writeFileSync(join(folder, config), JSON.stringify(settings));
    execFileSync(process.execPath, ['--experimental-sea-config', config], { cwd: folder });
    copyFileSync(process.execPath, join(folder, application));
    const postject = join(fetchTool('postject'), 'node_modules/postject/dist/cli.js');
    const args = [postject, application, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE];
    execFileSync(process.execPath, args, { cwd: folder });

    const [threads, processes] = lines(join(folder, application), []) as [unknown, string[]];

    assert.deepEqual(threads, [3, 6]);
    assert.equal(processes[0], 'ERR_POOL_STATE');
    assert.match(processes[1] ?? '', /a single executable.*use ThreadPool/);
  });

  const broken = major > 20 && 'this Node fails to load node:v8 in a program out of a snapshot';
  it('is loaded by the main function of a start-up snapshot', { skip: broken }, () => {
    const build = ['--snapshot-blob', 'late.blob', '--build-snapshot', 'late-bundle.cjs'];
    execFileSync(process.execPath, build, { cwd: project.folder });

    assert.deepEqual(lines(process.execPath, ['--snapshot-blob', 'late.blob']), [
      [3, 6],
      [3, 6],
    ]);
  });

  it('says that it cannot be a part of the snapshot itself', () => {
    const build = ['--snapshot-blob', 'early.blob', '--build-snapshot', 'early-bundle.cjs'];

    const { status, stderr } = spawnSync(process.execPath, build, {
      cwd: project.folder,
      encoding: 'utf8',
    });

    assert.notEqual(status, 0);
    assert.match(
      stderr,
      /cannot be a part of a start-up snapshot: require it in the main function/,
    );
  });
});
