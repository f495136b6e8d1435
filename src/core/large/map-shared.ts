/** Memory that processes share: a file, mapped over that of a `SharedArrayBuffer` in each of them. */
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { FileGoneError, type FileHandle } from '../base/large.ts';
import { type Foreign, findForeign } from './foreign.ts';
import { MemoryFile } from './memory-file.ts';

const READ_WRITE = 3;
const SHARED_FIXED = 0x11;
const ANONYMOUS_FIXED = 0x32;
const ZEROS = Buffer.alloc(1 << 16);

export interface Mapped {
  readonly buffer: SharedArrayBuffer;
  readonly handle: FileHandle;
  /** Gives the memory back: from then on there are zeros in it, and nobody else sees what is written. */
  free(): void;
}

/** What the compiler's library does not know yet. */
const Growable = SharedArrayBuffer as unknown as new (
  length: number,
  options: { readonly maxByteLength: number } | undefined,
) => SharedArrayBuffer;

/** Zeros that may be sent to processes; `undefined` where that is not possible. */
export function createShared(length: number): Mapped | undefined {
  const foreign = findForeign();
  const file = foreign && MemoryFile.create(length);
  if (foreign === undefined || file === undefined) return undefined;
  const { fd, ino } = file;
  const buffer = fill(fd, roundUp(length, foreign)) ? mapOver(foreign, fd, length) : undefined;
  if (buffer === undefined) {
    file.close();
    return undefined;
  }
  const free = (): void => {
    if (!file.isOpen) return;
    file.close();
    unmap(foreign, buffer);
  };
  return { buffer, handle: { pid: process.pid, fd, ino, length }, free };
}

/** The same memory here. @throws FileGoneError */
export function openShared({ pid, fd, ino, length }: FileHandle): SharedArrayBuffer {
  const foreign = findForeign();
  if (foreign === undefined) throw new FileGoneError('there is nothing here to map memory with');
  const opened = open(`/proc/${pid}/fd/${fd}`);
  try {
    const buffer = fstatSync(opened).ino === ino ? mapOver(foreign, opened, length) : undefined;
    if (buffer === undefined) throw new FileGoneError('shared memory cannot be mapped');
    return buffer;
  } finally {
    closeSync(opened);
  }
}

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (cause) {
    throw new FileGoneError('shared memory is not there any more', { cause });
  }
}

/** Not by setting its length: see `memory-file.ts`. */
function fill(fd: number, length: number): boolean {
  try {
    for (let at = 0; at < length; )
      at += writeSync(fd, ZEROS, 0, Math.min(ZEROS.length, length - at), at);
    return true;
  } catch {
    return false;
  }
}

/** `undefined`: there is no room for it. */
export function allocateShared(
  length: number,
  options?: { readonly maxByteLength: number },
): SharedArrayBuffer | undefined {
  try {
    return new Growable(length, options);
  } catch {
    return undefined;
  }
}

/** One that could grow has memory that begins with a page; of others nobody knows what is beside it. */
function mapOver(foreign: Foreign, fd: number, length: number): SharedArrayBuffer | undefined {
  const buffer = allocateShared(length, { maxByteLength: length });
  if (buffer === undefined) return undefined;
  const address = foreign.addressOf(new Uint8Array(buffer));
  if (address % foreign.pageSize !== 0n) return undefined;
  const size = BigInt(roundUp(length, foreign));
  const at = foreign.mmap(address, size, READ_WRITE, SHARED_FIXED, fd, 0n);
  return BigInt(at) === address ? buffer : undefined;
}

function unmap(foreign: Foreign, buffer: SharedArrayBuffer): void {
  const size = BigInt(roundUp(buffer.byteLength, foreign));
  foreign.mmap(
    foreign.addressOf(new Uint8Array(buffer)),
    size,
    READ_WRITE,
    ANONYMOUS_FIXED,
    -1,
    0n,
  );
}

function roundUp(length: number, { pageSize }: Foreign): number {
  const page = Number(pageSize);
  return Math.ceil(length / page) * page;
}
