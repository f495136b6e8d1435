/** What programs keep of what V8 has compiled of the package, installed as users have it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Project } from './project.ts';

const PROGRAM = `
import { Pool, ThreadPool } from 'manyhands';
for (const Kind of [Pool, ThreadPool]) {
  const pool = new Kind({ workers: 1, startTimeout: 5000 });
  console.log((await pool.map((x) => x * x, [1, 2, 3])).join());
  await pool.terminate();
}
`;

describe('compiled code of the package', () => {
  let project: Project;
  let cache: string;

  before(() => {
    project = new Project();
    writeFileSync(join(project.folder, 'program.mjs'), PROGRAM);
    cache = join(project.package, 'dist/.code-cache');
  });
  after(() => project[Symbol.dispose]());

  const run = (env: Readonly<Record<string, string>> = {}): ReturnType<typeof spawnSync> => {
    const { NODE_V8_COVERAGE: _coverage, NODE_OPTIONS: _options, ...own } = process.env;
    const options = { cwd: project.folder, env: { ...own, ...env }, encoding: 'utf8' } as const;
    return spawnSync(process.execPath, ['program.mjs'], options);
  };

  it('is not in the tarball', () => {
    assert.equal(existsSync(cache), false);
  });

  it('is kept beside its files by a program with a pool, and used by the next', () => {
    const first = run();
    const folders = readdirSync(cache);
    const files = readdirSync(join(cache, folders[0] ?? ''));
    const second = run();

    assert.deepEqual([first.stderr, first.stdout], ['', '1,4,9\n1,4,9\n']);
    assert.deepEqual([second.stderr, second.stdout], ['', '1,4,9\n1,4,9\n']);
    assert.equal(folders.length, 1);
    for (const name of ['api.cjs', 'core.cjs', 'pool.cjs', 'wire.cjs', 'worker.cjs'])
      assert.ok(files.includes(name), files.join());
    assert.deepEqual(
      files.filter((name) => name.endsWith('.new')),
      [],
    );
  });

  it('is used by workers as well', () => {
    const path = join(project.package, 'dist/worker.cjs');
    const { atime, mtime } = statSync(path);
    const text = readFileSync(path, 'utf8');
    utimesSync(path, atime, new Date(5000)); // in whole milliseconds, which can be set again
    project.run('rm', ['-r', cache]);
    run();
    const broken = `throw 'broken';${text.slice(15)}`; // only whoever compiles the file sees it
    writeFileSync(path, broken);
    utimesSync(path, atime, new Date(5000));

    const withCode = run();
    const without = run({ MANYHANDS_CODE_CACHE: '0' });
    writeFileSync(path, text);
    utimesSync(path, atime, mtime);

    assert.equal(broken.length, text.length);
    assert.deepEqual([withCode.stderr, withCode.stdout], ['', '1,4,9\n1,4,9\n']);
    assert.notEqual(without.status, 0);
  });

  it('is neither read nor written if it is switched off, or nobody may write there', () => {
    const before = readdirSync(cache);
    project.run('rm', ['-r', cache]);

    const off = run({ MANYHANDS_CODE_CACHE: '0' });
    writeFileSync(cache, '');
    const inTheWay = run();
    project.run('rm', [cache]);

    assert.equal(before.length, 1);
    assert.deepEqual([off.stderr, off.stdout], ['', '1,4,9\n1,4,9\n']);
    assert.deepEqual([inTheWay.stderr, inTheWay.stdout], ['', '1,4,9\n1,4,9\n']);
  });

  it('is there once, however many programs end at once', async () => {
    const programs = Array.from({ length: 6 }, () => project.start('node', ['program.mjs']));

    const outputs = await Promise.all(programs);

    assert.deepEqual(new Set(outputs), new Set(['1,4,9\n1,4,9\n']));
    const [folder = '', ...others] = readdirSync(cache);
    const files = readdirSync(join(cache, folder));
    assert.deepEqual(others, []);
    assert.deepEqual(
      files.filter((name) => name.endsWith('.new')),
      [],
    );
    assert.ok(files.includes('core.cjs'), files.join());
  });

  it('can be written by its owner alone, whatever others may do elsewhere', () => {
    project.run('rm', ['-r', cache]);
    project.run('sh', ['-c', 'umask 0 && node program.mjs']);

    const [folder = ''] = readdirSync(cache);
    const paths = ['', folder, join(folder, 'core.cjs')].map((name) => join(cache, name));

    assert.deepEqual(
      paths.map((path) => statSync(path).mode & 0o022),
      [0, 0, 0],
    );
  });

  it('goes with the package', () => {
    project.run('npm', ['uninstall', 'manyhands']);

    assert.equal(existsSync(project.package), false);
  });
});
