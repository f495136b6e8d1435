/** How many pages are touched for the first time when large blocks are made, after as many were freed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const MODULE = new URL('../../../src/core/base/freed-blocks.js', import.meta.url).href;
const HERE = fileURLToPath(new URL('.', import.meta.url));
const BLOCKS = 12;
const PAGES = (BLOCKS << 20) / 4096;

const isGlibc =
  process.platform === 'linux' &&
  (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header
    .glibcVersionRuntime !== undefined;

function newPagesAfter(begin: string): number {
  const program = `
    import { readFileSync } from 'node:fs';
    import { setTimeout as delay } from 'node:timers/promises';
    import { keepFreedBlocks } from '${MODULE}';
    const faults = () => Number(readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[7]);
    const touch = () => Array.from({ length: ${BLOCKS} }, () => Buffer.allocUnsafeSlow(1 << 20).fill(1));
    const free = async () => { gc(); gc(); await delay(20); gc(); };
    ${begin}
    await free();
    touch();
    await free();
    const before = faults();
    touch();
    console.log(faults() - before);
  `;
  const args = ['--expose-gc', '--input-type=module', '-e', program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: HERE, encoding: 'utf8' });
  assert.equal(stderr, '');
  return Number(stdout);
}

describe('keepFreedBlocks', { skip: !isGlibc && 'other allocators have other rules' }, () => {
  it('has blocks that were freed used again', () => {
    const kept = newPagesAfter('keepFreedBlocks(1 << 20);');
    assert.ok(kept < PAGES / 4, `${kept} of ${PAGES} pages are new`);
  });

  it('does nothing for blocks that are kept anyway', () => {
    const given = newPagesAfter('keepFreedBlocks(1 << 12);');
    assert.ok(given > PAGES / 2, `${given} of ${PAGES} pages are new`);
  });
});
