/**
 * Which module is the program's entry script. Its functions always travel by value, even exported
 * ones: a worker never runs the entry again, so a program needs no "if this is the main module".
 *
 * Inside a worker the entry is still the program's, not our own file: the pool hands its URL on.
 */
import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

let handedOn: string | undefined;
let own: string | undefined;

/** The entry script's URL, or '' if there is none (`node -e`, standard input, the REPL). */
export function entryUrl(): string {
  return handedOn ?? (own ??= findEntry());
}

/** Is this the entry script, whatever query or fragment it was loaded with? */
export function isEntry(url: string): boolean {
  return url.replace(/[?#].*$/, '') === entryUrl();
}

/** For workers: what `entryUrl()` said in the program that started them. */
export function setEntryUrl(url: string): void {
  handedOn = url;
}

function findEntry(): string {
  const path = process.argv[1];
  if (path === undefined || path === '-') return '';
  try {
    // Resolves as Node did: left-out extensions, directories with a main file, symbolic links.
    const file = createRequire(pathToFileURL(`${process.cwd()}/`)).resolve(resolve(path));
    return pathToFileURL(realpathSync(file)).href;
  } catch {
    return '';
  }
}
