/** Where package managers put packages that do not lie flat in `node_modules`. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ROOT } from '../package/project.js';
import { fetchTool } from './nodes.js';
import { DONE, esModule, helpers } from './programs.js';

describe('The package works as it is installed', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-managers-'));
    run('npm', ['pack', ROOT, '--ignore-scripts', '--pack-destination', folder]);
    writeFileSync(
      join(folder, 'package.json'),
      '{ "name": "x", "private": true, "type": "module" }',
    );
    writeFileSync(join(folder, 'helpers.mjs'), helpers());
    writeFileSync(join(folder, 'main.mjs'), `${esModule()}await checkAll();\n`);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (program: string, args: readonly string[]): string => {
    const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, CI: _ci, ...env } = process.env;
    return execFileSync(program, args, { cwd: folder, env, encoding: 'utf8' });
  };
  const tarball = (): string => `./${readdirSync(folder).find((name) => name.endsWith('.tgz'))}`;
  const remove = (...names: string[]): void => {
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
  };

  it('by pnpm, behind links', () => {
    const pnpm = join(fetchTool('pnpm'), 'node_modules/.bin/pnpm');
    run(pnpm, ['add', '--offline', tarball()]);

    assert.ok(readdirSync(join(folder, 'node_modules')).includes('.pnpm'));
    assert.match(run(process.execPath, ['main.mjs']), new RegExp(DONE));
    remove('node_modules', 'pnpm-lock.yaml', 'pnpm-workspace.yaml');
  });

  for (const linker of ['node-modules', 'pnpm', 'pnp']) {
    it(`by Yarn, its linker ${linker}`, () => {
      const yarn = join(
        fetchTool('@yarnpkg/cli-dist'),
        'node_modules/@yarnpkg/cli-dist/bin/yarn.js',
      );
      const settings = [
        'enableTelemetry: false',
        'enableGlobalCache: false',
        'enableImmutableInstalls: false',
      ];
      writeFileSync(
        join(folder, '.yarnrc.yml'),
        [`nodeLinker: ${linker}`, ...settings, ''].join('\n'),
      );
      writeFileSync(join(folder, 'yarn.lock'), '');
      run(process.execPath, [yarn, 'add', `manyhands@file:${tarball()}`]);

      assert.match(run(process.execPath, [yarn, 'node', 'main.mjs']), new RegExp(DONE));
      remove('node_modules', '.yarn', '.pnp.cjs', '.pnp.loader.mjs');
    });
  }
});
