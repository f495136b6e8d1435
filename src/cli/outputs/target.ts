/**
 * Where an output really goes.
 *
 *    out.csv            ──► out.csv.part, then renamed
 *    link ──► out.csv   ──► the same: what the link leads to is replaced, not the link
 *    /dev/null, a FIFO  ──► written to: nothing of theirs may be replaced by a file
 */
import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../failures.ts';

/** As Linux: so many links one after another are a circle. */
const MAX_LINKS = 40;

/** What this program has open already: a link leads to it, but nothing can be put in its place. */
const OPEN_ALREADY = /^\/(?:dev\/(?:stdin|stdout|stderr|fd\/)|proc\/)/;

/** The names of the streams that this program has itself. They cannot always be opened: a socket has no other name. */
const STANDARD: Readonly<Record<string, 'stdout' | 'stderr'>> = {
  '/dev/stdout': 'stdout',
  '/dev/fd/1': 'stdout',
  '/proc/self/fd/1': 'stdout',
  '/dev/stderr': 'stderr',
  '/dev/fd/2': 'stderr',
  '/proc/self/fd/2': 'stderr',
};

/** Whether a path is this program's own stdout or stderr. */
export function standardOf(path: string | undefined): 'stdout' | 'stderr' | undefined {
  if (path === undefined) return undefined;
  return Object.hasOwn(STANDARD, path) ? STANDARD[path] : undefined;
}

/** A device, a FIFO, a socket: it is written to as it is, from its end. */
export function isStream(path: string): boolean {
  if (OPEN_ALREADY.test(path)) return true;
  const stats = statsOf(path);
  return stats !== undefined && !stats.isFile() && !stats.isDirectory();
}

/** The file that a path leads to, whether it exists or not. @throws UsageError */
export function realTarget(path: string): string {
  let at = path;
  for (let links = 0; lstatOf(at)?.isSymbolicLink() === true; links += 1) {
    if (links === MAX_LINKS) throw new UsageError(`${path} is a link that leads to itself`);
    at = resolve(realFolder(at), readlinkSync(at));
  }
  return at;
}

/**
 * Which file a path is: two paths with the same answer are one file, by whatever name. Undefined for a stream, which many may
 * write to.
 */
export function identityOf(path: string): string | undefined {
  if (isStream(path)) return undefined;
  const target = realTarget(path);
  const stats = statSync(target, { bigint: true, throwIfNoEntry: false });
  if (stats !== undefined) return `${stats.dev}:${stats.ino}`;
  return join(realFolder(target), basename(target));
}

export function statsOf(path: string): Stats | undefined {
  return quietly(() => statSync(path));
}

export function lstatOf(path: string): Stats | undefined {
  return quietly(() => lstatSync(path));
}

function realFolder(path: string): string {
  const folder = dirname(resolve(path));
  return quietly(() => realpathSync(folder)) ?? folder;
}

/** Nothing is there, or nobody may look: who opens it says so. */
function quietly<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
