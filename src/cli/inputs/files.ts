/**
 * Files as records: the function gets a path. Arguments are paths, globs, `@list` (a
 * file with one path a line) or `-` (such a list on stdin). A path that is no file is an invalid record.
 */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openText } from './open-text.ts';
import { LongRecord, type Reading, resolveReading } from './reading.ts';
import type { ReadRecord, RecordBatches } from './record.ts';
import { splitLines } from './split-lines.ts';

/** How many paths are checked at the same time. */
const BATCH = 64;

/** `matches`: of a pattern, where they are known already. */
export async function* readFiles(
  argument: string,
  matches?: readonly string[],
  reading: Reading = resolveReading(),
): RecordBatches {
  const found = matches === undefined ? pathsOf(argument, reading) : [matches];
  for await (const paths of found) {
    for (let at = 0; at < paths.length; at += BATCH) {
      yield await Promise.all(paths.slice(at, at + BATCH).map(checkPath));
    }
  }
}

async function* pathsOf(argument: string, reading: Reading): AsyncGenerator<readonly string[]> {
  if (argument === '-' || argument.startsWith('@')) {
    const list = openText(argument === '-' ? '-' : argument.slice(1));
    for await (const lines of splitLines(list, reading))
      yield lines.map((line) => (line instanceof LongRecord ? line.head : line)).filter(Boolean);
  } else if (isGlob(argument)) yield await matchesOf(argument);
  else yield [argument];
}

export async function matchesOf(pattern: string): Promise<readonly string[]> {
  const { glob } = await import('tinyglobby');
  return (await glob(pattern, { expandDirectories: false })).sort();
}

/** A file may be called `a[1].js`: an argument that names an existing file is no pattern. */
export function isGlob(argument: string): boolean {
  return /[*?[\]{}]/.test(argument) && statSync(argument, { throwIfNoEntry: false }) === undefined;
}

async function checkPath(path: string): Promise<ReadRecord> {
  try {
    const stats = await stat(path);
    if (!stats.isDirectory()) return { ok: true, line: undefined, value: path };
    return invalid(path, new Error(`${path} is a folder: for the files in it give '${path}/**'`));
  } catch (error) {
    return invalid(path, error as Error); // `stat` throws system errors only
  }
}

function invalid(path: string, error: Error): ReadRecord {
  return { ok: false, line: undefined, text: path, error };
}
