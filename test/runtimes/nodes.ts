/** The supported versions of Node and other programs: fetched as npm packages, into `node_modules/.cache`. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const NODE_VERSIONS = ['20', '22', '24', '26'] as const;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const CACHE: string = join(ROOT, 'node_modules', '.cache', 'manyhands-runtimes');

/** Where the program `node` of that version is. */
export function fetchNode(version: string): string {
  const folder = join(CACHE, `node-${version}`);
  const path = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (!existsSync(path)) installInto(folder, [`node@${version}`]);
  return path;
}

/** Where a program is installed that is no part of this project: its folder. */
export function fetchTool(name: string): string {
  const folder = join(CACHE, name.replaceAll('/', '-'));
  if (!existsSync(join(folder, 'node_modules', name))) installInto(folder, [name]);
  return folder;
}

export function installInto(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json')))
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  // Scripts are needed: they bring the binaries of `node` and of esbuild.
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts=false', ...packages],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
}
