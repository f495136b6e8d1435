/**
 * Saves what V8 has compiled of our files, for the programs and workers that come later (`load-compiled.ts`): when a program
 * exits that has had a pool. The first program does so, and a few more that have taken their time: each what it has run and
 * what was there before.
 *
 * Where it cannot be done, nothing is: the folder may be read-only or full, or another program writes just now.
 */
import { mkdirSync, readdirSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ownRequire } from '../base/own-files.ts';
import type { CompiledFile, UnsavedCode } from '../base/own-require.ts';

/** What workers alone run: a program compiles it for them. They write nothing, as they may be killed at any moment. */
const OF_WORKERS = ['worker.cjs'];
/** A program that takes less time is not kept from its end by what others would gain. */
const LONG_S = 1;
/** Of so many versions of Node, or sets of its options, there is code. */
const ENOUGH_FOLDERS = 8;
/** Whoever has begun to write a file and is not done after that has been ended. */
const ABANDONED_MS = 60_000;

/** At the exit of this program; once, however often it is said. */
export function saveAtExit(unsaved: UnsavedCode | undefined = ownRequire.unsaved): void {
  if (unsaved === undefined || unsaved.onFirst !== undefined) return;
  unsaved.onFirst = () => process.once('exit', () => save(unsaved));
  if (unsaved.files.length > 0) unsaved.onFirst();
}

function save(unsaved: UnsavedCode): void {
  try {
    const { folder, files, compile } = unsaved;
    const isLong = process.uptime() >= LONG_S;
    if (!isLong && files.every(({ isSaved }) => isSaved)) return;
    makeFolder(folder);
    for (const name of OF_WORKERS) compile(name);
    for (const file of files) if (isLong || !file.isSaved) saveFile(unsaved, file);
  } catch {
    // then it is compiled again the next time
  }
}

function saveFile(
  { folder, readCode, bytesOf }: UnsavedCode,
  { name, text, script }: CompiledFile,
): void {
  const path = join(folder, name);
  const before = readCode(path, text);
  const compiled = script.createCachedData();
  // Functions that have not run for long are compiled no more. What V8 has refused is of no use to anybody.
  const isLess = script.cachedDataRejected !== true && compiled.length < (before?.code.length ?? 0);
  const code = isLess && before !== undefined ? before.code : compiled;
  const writes = (before?.writes ?? 0) + 1;
  writeWhole(path, bytesOf(text, { code, writes }));
}

/**
 * Readers find all of it or nothing. Not flushed to the disk: that might take seconds where a package manager has just written
 * all of its files. @throws if another writes it just now
 */
function writeWhole(path: string, bytes: Uint8Array): void {
  const unfinished = `${path}.new`; // the same for all, so that whatever happens there is no more than one
  if (isAbandoned(unfinished)) unlinkSync(unfinished);
  writeFileSync(unfinished, bytes, { flag: 'wx', mode: 0o644 });
  renameSync(unfinished, path);
}

function isAbandoned(path: string): boolean {
  const file = statSync(path, { throwIfNoEntry: false });
  return file !== undefined && Date.now() - file.mtimeMs > ABANDONED_MS;
}

/** Not with those above: `dist` may have been taken away meanwhile. @throws if there is none, or enough of them */
function makeFolder(folder: string): void {
  const all = dirname(folder);
  if (!isOurs(dirname(all))) throw new Error('another user has put it there');
  makeIfMissing(all);
  const folders = readdirSync(all);
  if (folders.length >= ENOUGH_FOLDERS && !folders.includes(basename(folder)))
    throw new Error('there are enough');
  makeIfMissing(folder);
}

/** Another user could not take away again what we put there: root's, in the folder of whoever has started a container. */
function isOurs(folder: string): boolean {
  const own = process.geteuid?.(); // there is none on Windows
  return own === undefined || statSync(folder).uid === own;
}

function makeIfMissing(folder: string): void {
  try {
    mkdirSync(folder, 0o755); // whatever the group may do elsewhere
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
