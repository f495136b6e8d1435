/** The declarations are read by compilers that are older than the one that wrote them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { installInto, CACHE } from '../runtimes/nodes.js';
import { ROOT } from './project.js';

const PROGRAM = `
import { Pool } from 'manyhands';
import { Queue, serve } from 'manyhands/shared';
class Counter { add(by: number): number { return by; } }
export const counter = serve(new Counter());
export const sums: Promise<number[]> = new Pool(1).map((x: number) => x + 1, [1]);
export const queue = new Queue<number>();
`;

describe('The types pass TypeScript 5.9', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'manyhands-types-'));
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    symlinkSync(ROOT, join(folder, 'node_modules/manyhands'), 'dir');
    symlinkSync(join(ROOT, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
    writeFileSync(join(folder, 'program.mts'), PROGRAM);
    writeFileSync(join(folder, 'program.cts'), PROGRAM);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('which looks into declarations unless it is told not to', () => {
    const home = join(CACHE, 'typescript-5.9');
    installInto(home, ['typescript@5.9']);
    const compiler = join(home, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'];

    execFileSync(process.execPath, [compiler, ...options, 'program.mts', 'program.cts'], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  });
});
