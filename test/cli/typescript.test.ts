/** Functions in TypeScript: through tsx, or by a Node that strips types. */
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { numbered, Workspace } from './command.ts';

const TSX = dirname(fileURLToPath(import.meta.resolve('tsx/package.json')));
const CAN_STRIP = Boolean(Reflect.get(process.features, 'typescript'));

/** A module that imports another, both typed. */
const TASK = (part: string): string => `
import { plain, type Numbered } from './${part}';
export default function (record: Numbered): Numbered { return plain(record); }
export function named({ id }: Numbered): number { return id; }
`;
const PART = `
export interface Numbered { readonly id: number }
export const plain = ({ id }: Numbered): Numbered => ({ id });
`;
const WITH_ENUM = `
enum Start { At = 0 }
export default ({ id }: { readonly id: number }): object => ({ id: id + Start.At });
`;

/** The modules in a folder `project`, which is not where the command is run. */
function project(packageJson: object = {}): Workspace {
  const space = new Workspace();
  mkdirSync(space.path('project'));
  space.write('project/package.json', JSON.stringify(packageJson));
  space.write('project/task.ts', TASK('part.ts'));
  space.write('project/part.ts', PART);
  space.write('project/task.mts', TASK('part.mts'));
  space.write('project/part.mts', PART);
  space.write('project/enum.ts', WITH_ENUM);
  return space;
}

function installTsx(space: Workspace, folder: string): void {
  mkdirSync(space.path(`${folder}/node_modules`));
  symlinkSync(TSX, space.path(`${folder}/node_modules/tsx`), 'junction');
}

const KINDS = [
  ['processes', []],
  ['threads', ['--threads']],
] as const;

for (const [kind, flags] of KINDS) {
  describe(`manyhands map runs TypeScript in ${kind}`, () => {
    const packages: readonly [what: string, packageJson: object][] = [
      ['no type', {}],
      ['the type module', { type: 'module' }],
      ['the type commonjs', { type: 'commonjs' }],
    ];
    for (const [what, packageJson] of packages) {
      it(`of a package with ${what} that has tsx`, async () => {
        using space = project(packageJson);
        installTsx(space, 'project');

        const end = await space.start(['map', './project/task.ts', ...flags, '-q'], {
          stdin: numbered(20),
        });

        assert.equal(end.stdout, numbered(20), end.stderr);
        assert.equal(end.exitCode, 0);
      });
    }

    it('named .mts, with tsx in the folder of the command', async () => {
      using space = project({ type: 'commonjs' });
      installTsx(space, '.');

      const end = await space.start(['map', './project/task.mts#named', ...flags], {
        stdin: numbered(3),
      });

      assert.deepEqual(end, { exitCode: 0, signal: null, stdout: '0\n1\n2\n', stderr: '' });
    });

    it('that no Node strips, with a job log', async () => {
      using space = project();
      installTsx(space, 'project');

      const end = await space.start(['map', './project/enum.ts', ...flags, '--joblog', 'log'], {
        stdin: numbered(3),
      });

      assert.equal(end.stdout, numbered(3), end.stderr);
      assert.match(space.read('log'), /"outcome":"ok"/);
    });

    it('or says how, without tsx', async () => {
      using space = project();
      const args = ['map', './project/enum.ts', ...flags];

      const end = await space.start(args, { stdin: numbered(3) });

      assert.equal(end.exitCode, 2);
      assert.match(end.stderr, /npm install --save-dev tsx, in the project of that file/);
      assert.match(end.stderr, CAN_STRIP ? /enum/ : /cannot load TypeScript .*enum\.ts/);
    });

    it('compiled to CommonJS, where the default export is a member of what Node calls so', async () => {
      using space = new Workspace();
      space.write('task.cjs', COMPILED);

      const end = await space.start(['map', './task.cjs', ...flags], { stdin: numbered(3) });

      assert.deepEqual(end, { exitCode: 0, signal: null, stdout: numbered(3), stderr: '' });
    });
  });
}

/** As TypeScript writes it. */
const COMPILED = `
"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.default = default_1;
function default_1(record) { return record; }
`;
