/** The bytes of a file that another process has open: mapped if that can be done, otherwise read. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { FileGoneError, type FileHandle } from '../base/large.ts';
import { LruCache } from '../base/lru-cache.ts';
import { mapFile } from './map-file.ts';
import { HEAD_BYTES, readInto } from './memory-file.ts';

/** A number that does not belong to the file any more may belong to something that would make us wait. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** A buffer of one's own with the bytes; of a file of this program, which is open still. @throws FileGoneError · RangeError if there is no memory for it */
export function openFile(handle: FileHandle): ArrayBuffer {
  if (handle.isShared !== true) return openAnew(handle);
  const key = `${handle.pid} ${handle.fd} ${handle.ino} ${handle.length}`;
  const known = shared.get(key);
  if (known?.byteLength === handle.length) return known; // or a task has given it away
  const buffer = openAnew(handle);
  shared.set(key, buffer);
  return buffer;
}

/** Each costs as much as it is long: those used last are kept. */
const shared = new LruCache<string, ArrayBuffer>(8);

function openAnew(handle: FileHandle): ArrayBuffer {
  if (handle.pid === process.pid) {
    if (!isFile(handle.fd, handle)) throw new FileGoneError('a buffer in memory is closed');
    return bufferOf(handle.fd, handle.length);
  }
  const fd = open(handle);
  try {
    return bufferOf(fd, handle.length);
  } finally {
    closeSync(fd);
  }
}

/** The bytes of a file that is open here. @throws FileGoneError · RangeError */
export function bufferOf(fd: number, length: number): ArrayBuffer {
  const bytes = Buffer.allocUnsafeSlow(length); // fresh memory is filled with zeros by the system, when it is used
  if (!mapFile(fd, bytes)) readInto(fd, bytes, length);
  return bytes.buffer;
}

function isFile(fd: number, { ino, length }: FileHandle): boolean {
  try {
    const found = fstatSync(fd);
    return found.ino === ino && found.size === HEAD_BYTES + length;
  } catch {
    return false;
  }
}

function open(handle: FileHandle): number {
  const { pid, fd } = handle;
  let opened: number | undefined;
  try {
    opened = openSync(`/proc/${pid}/fd/${fd}`, FLAGS);
    if (isFile(opened, handle)) return opened;
  } catch (cause) {
    if (opened !== undefined) closeSync(opened);
    throw new FileGoneError('a buffer in memory cannot be opened', { cause });
  }
  closeSync(opened);
  throw new FileGoneError('a buffer in memory is not where it was');
}
