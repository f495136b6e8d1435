/**
 * The first programs of the README and of "Getting started", as they stand there, in a folder as a newcomer has it. On this
 * Node; on all supported ones with `EVERY_NODE=1`, which fetches them.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fetchNode, NODE_VERSIONS } from '../runtimes/nodes.ts';
import { Project, ROOT } from './project.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const STARTED = readFileSync(join(ROOT, 'docs/getting-started.md'), 'utf8');
const TSX = join(ROOT, 'node_modules/tsx');

const nodes =
  process.env['EVERY_NODE'] === undefined ? [process.execPath] : NODE_VERSIONS.map(fetchNode);

/** What each program prints. */
const PRINTS: Readonly<Record<string, RegExp>> = {
  'hello.mts': /^\[ 1, 8, 27 \]\n2\n3\n4\n343\n$/,
  'hello.mjs': /^\[ 1, 8, 27 \]\n2\n3\n4\n343\n$/,
  'gain.mjs': /^plain loop: .*\npool: .*\ntrue\n$/,
  'primes.mts': /^17984\n$/,
  'primes.mjs': /^17984\n$/,
  'squares.cjs': /^\[ 1, 4, 9 \]\n$/,
};

describe('the first programs, in a new folder', () => {
  let project: Project;
  before(() => {
    project = new Project();
    symlinkSync(TSX, join(project.folder, 'node_modules/tsx'));
    for (const [name, text] of Object.entries(firstPrograms()))
      writeFileSync(join(project.folder, name), text);
  });
  after(() => project[Symbol.dispose]());

  for (const node of nodes) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

    for (const [name, prints] of Object.entries(PRINTS)) {
      it(`run on Node ${version}: ${name}`, () => {
        const needsLoader = name.endsWith('.mts') && !stripsTypes(version);
        const loader = needsLoader ? ['node_modules/tsx/dist/cli.mjs'] : [];

        const stdout = project.run(node, [...loader, name]);

        assert.match(stdout, prints);
      });
    }
  }

  it('name the files that they are for', () => {
    assert.deepEqual(Object.keys(firstPrograms()), Object.keys(PRINTS));
  });
});

/** By the names that stand in their first lines, in the README, or before them. */
function firstPrograms(): Record<string, string> {
  const programs: Record<string, string> = {};
  const blocks = [...README.matchAll(/^```(?:ts|js)\n(\/\/ .*)\n([^]*?)^```$/gm)];
  const told = [...STARTED.matchAll(/(`[\w.]+`):\n\n```(?:ts|js)\n([^]*?)^```$/gm)];
  for (const [, names = '', text = ''] of [...blocks, ...told])
    for (const [name] of names.matchAll(/\w+\.[cm][jt]s\b/g)) programs[name] = text;
  return programs;
}

/** Node 22.18 and later run TypeScript. */
function stripsTypes(version: string): boolean {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}
