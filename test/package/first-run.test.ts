/**
 * The first lines of the README, as they stand there, in a folder as a newcomer has it. On this Node; on all
 * supported ones with `EVERY_NODE=1`, which fetches them.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fetchNode, NODE_VERSIONS } from '../runtimes/nodes.ts';
import { Project, ROOT } from './project.ts';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const EVERYTHING = '[ 1, 8, 27 ]\n2\n3\n4\n343\n';
const TSX = join(ROOT, 'node_modules/tsx');

const nodes =
  process.env['EVERY_NODE'] === undefined ? [process.execPath] : NODE_VERSIONS.map(fetchNode);

describe('the first lines of the README, in a new folder', () => {
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

    it(`run on Node ${version} as TypeScript`, () => {
      const loader = stripsTypes(version) ? [] : ['node_modules/tsx/dist/cli.mjs'];

      const stdout = project.run(node, [...loader, 'hello.mts']);

      assert.equal(stdout, EVERYTHING);
    });

    it(`run on Node ${version} as an ES module`, () => {
      const stdout = project.run(node, ['hello.mjs']);

      assert.equal(stdout, EVERYTHING);
    });

    it(`run on Node ${version} as CommonJS`, () => {
      const stdout = project.run(node, ['hello.cjs']);

      assert.equal(stdout, '[ 1, 8, 27 ]\n');
    });
  }

  it('name the files that they are for', () => {
    assert.deepEqual(Object.keys(firstPrograms()), ['hello.mts', 'hello.mjs', 'hello.cjs']);
  });
});

/** The programs of the first two blocks, by the names that their first lines give them. */
function firstPrograms(): Record<string, string> {
  const programs: Record<string, string> = {};
  const blocks = [...README.matchAll(/^```(?:ts|js)\n([^]*?)^```$/gm)].slice(0, 2);
  for (const [, text = ''] of blocks) {
    const [line = ''] = text.split('\n');
    for (const [name] of line.matchAll(/\w+\.[cm][jt]s\b/g)) programs[name] = text;
  }
  return programs;
}

/** Node 22.18 and later run TypeScript. */
function stripsTypes(version: string): boolean {
  const [major = 0, minor = 0] = version.slice(1).split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}
