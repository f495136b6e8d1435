/** Installs the packed package in a project of its own and uses it there, as a user would. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Project, ROOT } from './project.ts';

const FIXTURES = join(ROOT, 'test/package/fixtures');
const MOST_FILES = 120;
const MOST_BYTES = 1_600_000;

describe('the package, installed elsewhere', () => {
  let project: Project;

  before(() => {
    project = new Project();
    cpSync(FIXTURES, project.folder, { recursive: true });
  });

  after(() => project[Symbol.dispose]());

  it('holds what it needs and nothing of its tests', () => {
    const names = readdirSync(project.package).sort();

    assert.deepEqual(names, ['LICENSE', 'README.md', 'dist', 'package.json']);
  });

  it('is light, and is all that is installed', () => {
    const packages = readdirSync(join(project.folder, 'node_modules'));
    const files = filesIn(project.package);
    const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);

    assert.deepEqual(
      packages.filter((name) => !name.startsWith('.')),
      ['manyhands'],
    );
    assert.ok(files.length > 20 && files.length < MOST_FILES, `${files.length} files`);
    assert.ok(bytes < MOST_BYTES, `${bytes} bytes`);
  });

  it('says whose code it brings along, to people and to scanners', () => {
    const notices = readFileSync(join(project.package, 'dist/THIRD-PARTY-NOTICES'), 'utf8');
    const bill = JSON.parse(readFileSync(join(project.package, 'dist/sbom.cdx.json'), 'utf8')) as {
      readonly components: readonly { readonly purl: string; readonly licenses: object[] }[];
    };

    for (const name of ['acorn', 'commander', 'log-update', 'picomatch'])
      assert.match(notices, new RegExp(`^${name}@[\\d.]+ \\(MIT\\)$`, 'm'));
    assert.ok(bill.components.some(({ purl }) => purl.startsWith('pkg:npm/acorn@')));
    assert.ok(bill.components.every(({ licenses }) => licenses.length === 1));
  });

  it('has no document with a relative link to a file that it does not hold', () => {
    const documents = readdirSync(project.package).filter((name) => name.endsWith('.md'));
    const links = documents.flatMap((name) =>
      [...readFileSync(join(project.package, name), 'utf8').matchAll(/\]\(([^)#\s]+)/g)].map(
        ([, target = '']) => ({ name, target }),
      ),
    );

    const relative = links.filter(({ target }) => !/^https?:/.test(target));
    const broken = relative.filter(({ target }) => !existsSync(join(project.package, target)));

    assert.ok(links.length > 20, `only ${links.length} links found`);
    assert.deepEqual(broken, []);
  });

  it('depends on nothing', () => {
    const text = readFileSync(join(project.package, 'package.json'), 'utf8');
    const { dependencies } = JSON.parse(text) as { dependencies?: object };

    assert.equal(dependencies, undefined);
  });

  it('works when imported', () => {
    const stdout = project.run(process.execPath, ['use.mjs']);

    assert.equal(stdout, '[11,12,13]\n[11,12,13]\n');
  });

  it('works when required', () => {
    const stdout = project.run(process.execPath, ['use.cjs']);

    assert.equal(stdout, '[11,12,13]\n');
  });

  it('is one copy, imported or required, in the program and in its workers', () => {
    const stdout = project.run(process.execPath, ['one-copy.mjs']);

    assert.equal(stdout, 'true true\nprocess true\nthread true\n');
  });

  it('is one copy under a loader that reads TypeScript', () => {
    symlinkSync(join(ROOT, 'node_modules/tsx'), join(project.folder, 'node_modules/tsx'));

    const stdout = project.run(process.execPath, ['--import', 'tsx', 'one-copy.mjs']);

    assert.equal(stdout, 'true true\nprocess true\nthread true\n');
  });

  it('has short lines, one of which Node prints before an error that nobody catches', () => {
    const lost = spawnSync(process.execPath, ['lost.mjs'], {
      cwd: project.folder,
      encoding: 'utf8',
    });

    assert.notEqual(lost.status, 0);
    assert.match(lost.stderr, /\n\nWorkerLostError: worker 1 .* ended with exit code 3/);
    const [before = ''] = lost.stderr.split('\n\nWorkerLostError');
    assert.ok(before.length < 1000, before);
  });

  it('runs as the command', () => {
    const { version } = JSON.parse(readFileSync(join(project.package, 'package.json'), 'utf8')) as {
      version: string;
    };

    const stdout = project.run('npx', ['manyhands', '--version']);

    assert.equal(stdout, `${version}\n`);
  });

  it('has types that infer results, refuse wrong items and pass the strictest compiler', () => {
    compile(project, 'typed.mts', {
      ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable'], module: 'nodenext' },
      ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    });

    const stdout = project.run(process.execPath, ['typed.mjs']);

    assert.equal(stdout, '[11,12,13]\n1 1 1 false\n');
  });

  it('brings the types of Node where they are installed and the settings name none', () => {
    const lib = ['es2023', 'esnext.disposable'];

    compile(project, 'typed.mts', { target: 'es2023', lib, module: 'nodenext', types: [] });
  });

  for (const module of ['node16', 'node18', 'commonjs']) {
    it(`has types for CommonJS that is compiled with module: ${module}`, () => {
      const resolution = module === 'commonjs' ? { moduleResolution: 'bundler' } : {};
      compile(project, 'common.cts', { target: 'es2022', module, ...resolution });

      const stdout = project.run(process.execPath, ['common.cjs']);

      assert.equal(stdout, '2,3 ERR_POOL_WORKER_LOST function\n');
    });
  }

  it('needs no setting that is not in a new tsconfig.json', () => {
    project.run(process.execPath, [TSC, '--init']);

    project.run(process.execPath, [TSC, '--project', withFiles(project, 'fresh.mts')]);
  });
});

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

function compile(project: Project, file: string, options: object): void {
  const types = { typeRoots: [join(ROOT, 'node_modules/@types')], types: ['node'] };
  const compilerOptions = { strict: true, skipLibCheck: false, ...types, ...options };
  const path = join(project.folder, 'tsconfig.strict.json');
  writeFileSync(path, JSON.stringify({ compilerOptions, files: [file] }));
  project.run(process.execPath, [TSC, '--project', path]);
}

/** The new settings, for one file of those that are there. */
function withFiles(project: Project, file: string): string {
  const path = join(project.folder, 'tsconfig.fresh.json');
  writeFileSync(path, JSON.stringify({ extends: './tsconfig.json', files: [file] }));
  return path;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
