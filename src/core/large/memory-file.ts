/**
 * Unnamed files in memory. Each is created without a name, so that nothing can be left of it, whoever dies when: it is
 * gone with its last descriptor and mapping.
 *
 *    16 bytes of nothing · the bytes
 *
 * The bytes begin where those of a large block of glibc's begin in their page: see `map-file.ts`. They are written, never
 * reserved: a file with holes, on a file system that is full, kills who reads it.
 *
 * What has been handed on is not written again, unless all who have it have read it, and nobody has mapped it (`retire`): then the file
 * is used for the next bytes. To write to pages that are there takes a third of the time of new ones.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { FileGoneError } from '../base/large.ts';
import { clearTimeout, setTimeout } from '../base/node-turns.ts';
import { unref } from '../base/timer.ts';

/** Where the bytes begin. */
export const HEAD_BYTES = 16;

const FOLDER = '/dev/shm';
const TMPFS = 0x01021994;
/** Linux's O_TMPFILE, which Node has no name for: a file that is in no folder. */
const UNNAMED = 0o20000000 | constants.O_DIRECTORY | constants.O_RDWR;
/** So much stays free, for others: of what there is all in all. */
const KEPT_FREE = 1 / 4;
/** Of one program. Each is a descriptor. */
const MAX_FILES = 64;
/** `readSync` and `writeSync` take no more than 2,147,483,647 bytes at once. */
const PIECE_BYTES = 1 << 30;

/** So long ones are mapped by who reads them, where that can be done (`map-file.ts`). */
export const WORTH_MAPPING: number = 1 << 22;
/** All that is kept to be used again, and for how long. */
const MAX_SPARE_BYTES = 1 << 24;
const SPARE_MS = 100;
/** A file is not used for bytes that need less than this share of it. */
const WASTE = 2;

let openFiles = 0;

/** To be used again. */
const spare: MemoryFile[] = [];
let closing: NodeJS.Timeout | undefined;

export class MemoryFile {
  readonly fd: number;
  readonly ino: number;
  readonly #length: number;
  #isOpen = true;

  private constructor({ fd, ino, length }: { fd: number; ino: number; length: number }) {
    this.fd = fd;
    this.ino = ino;
    this.#length = length;
  }

  /** An empty file for so many bytes; `undefined` if there cannot be one. */
  static create(length: number): MemoryFile | undefined {
    if (process.platform !== 'linux') return undefined;
    try {
      if (!mayCreate(length)) closeSpare(); // which may be what is in the way
      if (!mayCreate(length)) return undefined;
      const fd = openSync(FOLDER, UNNAMED, 0o600);
      openFiles += 1;
      return new MemoryFile({ fd, ino: fstatSync(fd).ino, length });
    } catch {
      return undefined; // no such folder, no right to it, no descriptor left
    }
  }

  /** As `create`, for who will write all of it: one that was used before, if there is one. */
  static take(length: number): MemoryFile | undefined {
    const at = spare.findIndex((one) => one.#length >= length && one.#length <= length * WASTE);
    const [found] = at < 0 ? [] : spare.splice(at, 1);
    if (found === undefined) return MemoryFile.create(length);
    if (found.#length > length) ftruncateSync(found.fd, HEAD_BYTES + length); // its readers look how long it is
    return new MemoryFile({ fd: found.fd, ino: found.ino, length });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    openFiles -= 1;
    closeSync(this.fd);
  }

  /** As `close`, if all who had it have read it: it may be used for something else. */
  retire(): void {
    if (!this.#isOpen) return;
    const kept = spare.reduce((sum, one) => sum + one.#length, this.#length);
    if (this.#length >= WORTH_MAPPING || kept > MAX_SPARE_BYTES) return this.close();
    this.#isOpen = false;
    spare.push(new MemoryFile({ fd: this.fd, ino: this.ino, length: this.#length }));
    closing ??= unref(setTimeout(closeSpare, SPARE_MS));
  }
}

function closeSpare(): void {
  clearTimeout(closing);
  closing = undefined;
  for (const file of spare.splice(0)) file.close();
}

function mayCreate(length: number): boolean {
  return openFiles < MAX_FILES && hasRoom(length);
}

function hasRoom(length: number): boolean {
  const { type, bsize, blocks, bavail } = statfsSync(FOLDER);
  return type === TMPFS && bavail * bsize - length > blocks * bsize * KEPT_FREE;
}

/** Whether all of `bytes` is in the file now. */
export function writeFile(fd: number, bytes: Uint8Array): boolean {
  try {
    for (let at = 0; at < bytes.length; ) {
      const count = Math.min(PIECE_BYTES, bytes.length - at);
      at += writeSync(fd, bytes, at, count, HEAD_BYTES + at);
    }
    return true;
  } catch {
    return false; // it is full
  }
}

/** Reads the first `length` bytes. @throws FileGoneError */
export function readInto(fd: number, bytes: Buffer, length: number): void {
  for (let at = 0; at < length; ) {
    const count = readSync(fd, bytes, at, Math.min(PIECE_BYTES, length - at), HEAD_BYTES + at);
    if (count === 0) throw new FileGoneError('a buffer in memory is shorter than it was');
    at += count;
  }
}

const SCRATCH_BYTES = 1 << 20;

/** Whether the file has these bytes. It is read in pieces, into memory that is in use: in half the time of writing it. */
export function hasBytes(fd: number, bytes: Uint8Array): boolean {
  const scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
  for (let at = 0; at < bytes.length; at += SCRATCH_BYTES) {
    const piece = bytes.subarray(at, at + SCRATCH_BYTES);
    const count = readSync(fd, scratch, 0, piece.length, HEAD_BYTES + at);
    if (count !== piece.length || Buffer.compare(piece, scratch.subarray(0, count)) !== 0)
      return false;
  }
  return true;
}
