import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Block } from './blocks.ts';

const ROOT = new URL('../../../', import.meta.url);

/**
 * One run of the compiler for all of them: as strict as our own sources, unused names allowed. Each becomes a program in
 * the folder `out`, below `build/`.
 */
export function compileBlocks(
  blocks: readonly Block[],
  out: URL,
  nameOf: (block: Block) => string,
): void {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const block of blocks) writeFileSync(new URL(`${nameOf(block)}.ts`, out), block.code);
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { rootDir: '.', outDir: '.', noUnusedLocals: false, moduleDetection: 'force' },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(new URL('tsconfig.json', out), JSON.stringify(config));
  const compiler = fileURLToPath(new URL('node_modules/typescript/bin/tsc', ROOT));
  const run = spawnSync(process.execPath, [compiler, '-p', fileURLToPath(out)], {
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stdout + run.stderr);
}
