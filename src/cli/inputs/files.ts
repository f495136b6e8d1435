/**
 * Files as records: the function gets a path. Arguments are paths, globs, `@list` (a
 * file with one path a line) or `-` (such a list on stdin). A path that is no file is an invalid record.
 */
import { statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openText } from './open-text.ts';
import type { ReadRecord, RecordBatches } from './record.ts';
import { splitLines } from './split-lines.ts';

/** How many paths are checked at the same time. */
const BATCH = 64;

export async function* readFiles(argument: string): RecordBatches {
  for await (const paths of pathsOf(argument)) {
    for (let at = 0; at < paths.length; at += BATCH) {
      yield await Promise.all(paths.slice(at, at + BATCH).map(checkPath));
    }
  }
}

async function* pathsOf(argument: string): AsyncGenerator<readonly string[]> {
  if (argument === '-' || argument.startsWith('@')) {
    const list = openText(argument === '-' ? '-' : argument.slice(1));
    for await (const lines of splitLines(list)) yield lines.filter((line) => line !== '');
  } else if (isGlob(argument)) {
    const { glob } = await import('tinyglobby');
    yield (await glob(argument, { expandDirectories: false })).sort();
  } else {
    yield [argument];
  }
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
