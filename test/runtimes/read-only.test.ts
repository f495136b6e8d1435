/** Nothing is written to a disk, so there need not be one that can be written to. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { BundledProject } from '../bundlers/project.js';
import { DONE, esModule, helpers } from './programs.js';

/** A view of the whole file system in which nothing can be written, and in it a program. */
const READ_ONLY =
  'mount --rbind / /mnt && mount -o remount,ro,bind /mnt && (mount -o remount,ro,bind /mnt/dev/shm; true) && ' +
  'exec chroot /mnt sh -c \'cd "$1" && ! touch written 2>/dev/null && exec "$2" main.mjs\' sh "$@"';

const inNamespace = (script: string, args: readonly string[] = []) =>
  spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', ...args], { encoding: 'utf8' });

const canMount = process.platform === 'linux' && inNamespace('mount --rbind / /mnt').status === 0;
const skip = canMount ? false : 'to mount a file system one has to be root';

describe('A program on a file system that cannot be written to', { skip }, () => {
  let project: BundledProject;
  before(() => {
    const main = `${esModule()}await checkAll();\n`;
    project = new BundledProject({ 'main.mjs': main, 'helpers.mjs': helpers() });
  });
  after(() => project[Symbol.dispose]());

  it('has processes and threads as everywhere', () => {
    const { stdout, stderr } = inNamespace(READ_ONLY, [project.folder, process.execPath]);

    assert.match(stdout, new RegExp(DONE), stderr);
  });
});
