/** On what the figures were measured. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTESTANTS } from '../contestants/all.ts';
import { cpythonVersion } from '../contestants/cpython.ts';

export function describeMachine(): string {
  const cores = availableParallelism();
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const version = release().split('.').slice(0, 2).join('.');
  return `${cores} cores (${model}), ${memory} GiB, ${type()} ${version}`;
}

export function describeVersions(): string {
  const packages = new Set(CONTESTANTS.flatMap((each) => each.package ?? []));
  const peers = [...packages].map((name) => `${name} ${versionOf(name)}`);
  return [`Node.js ${process.versions.node}`, cpythonVersion() ?? 'no CPython', ...peers].join(
    ', ',
  );
}

/** Packages need not export their package.json, so it is looked for above their entry file. */
function versionOf(name: string): string {
  let directory = dirname(fileURLToPath(import.meta.resolve(name)));
  while (directory !== dirname(directory)) {
    const found = manifestIn(directory);
    if (found?.name === name) return found.version;
    directory = dirname(directory);
  }
  return 'of unknown version';
}

function manifestIn(directory: string): { name: string; version: string } | undefined {
  try {
    // every package has both
    return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as never;
  } catch {
    return undefined;
  }
}
