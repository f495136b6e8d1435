/**
 * Preloaded: kills a process at one moment of the life of a file in memory. `MANYHANDS_STRIKE` says which:
 * `program|worker moment`, of workers the first alone, so that its successor can do what it could not.
 *
 *    create · write · half-written · open · opened · map · mapped · read · fill · half-filled
 *    before|after resend|redefine|want-room
 */
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const [who = '', ...words] = (process.env['MANYHANDS_STRIKE'] ?? '').split(' ');
const moment = words.join(' ');
const isWorker = ['tickets', 'no-tickets'].includes(process.argv[2] ?? '');
const isFirst = (process.argv[3] ?? '').endsWith('-1');
const RESULTS_FD = 4;
const { openSync, writeSync, readSync } = fs;

if (isWorker ? who === 'worker' && isFirst : who === 'program') strikeAt(moment);
if (isWorker && words.some((word) => /^re(send|define)/.test(word))) closeFiles();
if (!isWorker) process.env['MANYHANDS_STRIKE_OF'] = String(process.pid); // by which its workers are found
syncBuiltinESMExports();

function strike(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** Nothing of the program can be opened: so it is asked for again. */
function closeFiles(): void {
  fs.openSync = (path, ...rest) => {
    if (isOfProgram(path)) throw new Error('closed');
    return openSync(path, ...rest);
  };
}

function isOfProgram(path: fs.PathLike): boolean {
  return /^\/proc\/\d+\/fd\//.test(String(path));
}

function strikeAt(at: string): void {
  const files = new Set<number>();
  fs.openSync = (path, flags, mode) => {
    const isOwn = path === '/dev/shm';
    const isFill = isOfProgram(path) && ((flags as number) & fs.constants.O_WRONLY) !== 0;
    if (isOwn && at === 'create') strike();
    if (isOfProgram(path) && at === (isFill ? 'fill' : 'open')) strike();
    const fd = openSync(path, flags, mode);
    if (isOfProgram(path) && !isFill && at === 'opened') strike();
    if (isOwn || isOfProgram(path)) files.add(fd);
    return fd;
  };
  fs.writeSync = ((fd: number, bytes: Uint8Array, ...place: number[]): number => {
    if (fd === RESULTS_FD && isWorker)
      return strikeAround(at, bytes, () => writeSync(fd, bytes, ...place));
    if (!files.has(fd)) return writeSync(fd, bytes, ...place);
    if (at === 'write') strike();
    if (!at.startsWith('half')) return writeSync(fd, bytes, ...place);
    writeSync(fd, bytes, 0, bytes.length >> 1, 16);
    strike();
    return 0;
  }) as typeof fs.writeSync;
  fs.readSync = ((...args: Parameters<typeof readSync>): number => {
    if (at === 'read' && files.has(args[0])) strike();
    return readSync(...args);
  }) as typeof fs.readSync;
  if (at.startsWith('map')) strikeAtMapping(at);
}

function strikeAround(at: string, bytes: Uint8Array, write: () => number): number {
  const [when, kind = ''] = at.split(' ');
  const isMeant = kind !== '' && Buffer.from(bytes).includes(kind);
  if (isMeant && when === 'before') strike();
  const count = write();
  if (isMeant) strike();
  return count;
}

function strikeAtMapping(at: string): void {
  const koffi = createRequire(import.meta.url)('koffi') as { load: (path: null) => Library };
  const { load } = koffi;
  koffi.load = (path) => {
    const library = load(path);
    const make = library.func.bind(library);
    const func = (prototype: string): ((...args: never[]) => unknown) => {
      const made = make(prototype);
      if (!prototype.includes('mmap')) return made;
      return (...args) => {
        if (at === 'map') strike();
        const mapped = made(...args);
        strike();
        return mapped;
      };
    };
    return { func };
  };
}

interface Library {
  func(prototype: string): (...args: never[]) => unknown;
}
