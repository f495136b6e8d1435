/** Installs the packed package in a project of its own and uses it there, as a user would. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FIXTURES = join(ROOT, 'test/package/fixtures');

describe('the package, installed elsewhere', () => {
  let project = '';
  let tarball = '';

  before(() => {
    project = mkdtempSync(join(tmpdir(), 'manyhands-package-'));
    cpSync(FIXTURES, project, { recursive: true });
    // The test run has built what is packed; building it again would pull it from under other tests.
    run('npm', ['pack', ROOT, '--ignore-scripts', '--pack-destination', project], project);
    tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
    const dependencies = { manyhands: `file:${tarball}` };
    writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module', dependencies }));
    run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], project);
  });

  after(() => rmSync(project, { recursive: true, force: true }));

  it('holds what it needs and nothing of its tests', () => {
    const names = readdirSync(join(project, 'node_modules/manyhands')).sort();

    assert.deepEqual(names, [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'dist',
      'package.json',
      'src',
    ]);
  });

  it('has no document with a relative link to a file that it does not hold', () => {
    const folder = join(project, 'node_modules/manyhands');
    const documents = readdirSync(folder).filter((name) => name.endsWith('.md'));
    const links = documents.flatMap((name) =>
      [...readFileSync(join(folder, name), 'utf8').matchAll(/\]\(([^)#\s]+)/g)].map(
        ([, target = '']) => ({ name, target }),
      ),
    );

    const relative = links.filter(({ target }) => !/^https?:/.test(target));
    const broken = relative.filter(({ target }) => !existsSync(join(folder, target)));

    assert.ok(relative.length > 0, `only ${links.length} links found`);
    assert.deepEqual(broken, []);
  });

  it('depends on nothing but two parsers, what the command reads with, and what draws its bar', () => {
    const text = readFileSync(join(project, 'node_modules/manyhands/package.json'), 'utf8');
    const { dependencies } = JSON.parse(text) as { dependencies: object };

    assert.deepEqual(Object.keys(dependencies), [
      '@streamparser/json',
      'acorn',
      'commander',
      'csv-parse',
      'es-module-lexer',
      'log-update',
      'tinyglobby',
    ]);
  });

  it('works when imported', () => {
    const stdout = run(process.execPath, ['use.mjs'], project);

    assert.equal(stdout, '[11,12,13]\n[11,12,13]\n');
  });

  it('works when required', () => {
    const stdout = run(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'use.cjs'],
      project,
    );

    assert.equal(stdout, '[11,12,13]\n');
  });

  it('has types that infer results, refuse wrong items and pass the strictest compiler', () => {
    const compilerOptions = {
      ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], module: 'nodenext' },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
      ...{ typeRoots: [join(ROOT, 'node_modules/@types')], types: ['node'] },
    };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['use.ts'] }),
    );
    run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], project);

    const stdout = run(process.execPath, ['use.js'], project);

    assert.equal(stdout, '[11,12,13]\n1 1 1 false\n');
  });
});

/** Runs a program to its end; what it writes to stderr is a failure only if its exit code says so. */
function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(status, 0, `${program} ${args.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}
