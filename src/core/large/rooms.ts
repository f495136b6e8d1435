/**
 * Files for what a worker returns. They are this program's, so that a result is here as soon as the worker has said so, whatever
 * becomes of the worker:
 *
 *    worker: want-room 64 MB ──► here: a file ──► worker: opens it, writes, done ──► here: read; used again, or closed
 *
 * A worker has one result at a time on its way.
 */
import { type FileHandle, FileGoneError } from '../base/large.ts';
import { keepFreedBlocks } from '../base/freed-blocks.ts';
import { MemoryFile, WORTH_MAPPING } from './memory-file.ts';
import { bufferOf } from './open-file.ts';

export class Rooms {
  #files: readonly MemoryFile[] = [];
  /** Those that have been read: the worker has let go of them. */
  readonly #read = new Set<MemoryFile>();

  /** `[]` if there is not a file for each. */
  make(lengths: readonly number[]): FileHandle[] {
    this.close();
    const files: MemoryFile[] = [];
    for (const length of lengths) {
      const file = MemoryFile.take(length);
      if (file !== undefined) files.push(file);
    }
    this.#files = files;
    if (files.length < lengths.length) this.close();
    return this.#files.map(({ fd, ino }, i) => {
      return { pid: process.pid, fd, ino, length: lengths[i] ?? 0 };
    });
  }

  /** `handle`: of the room with that number. @throws FileGoneError */
  read({ fd: room, length }: FileHandle): ArrayBuffer {
    const file = this.#files[room];
    if (file === undefined) throw new FileGoneError('a result has no room');
    if (length < WORTH_MAPPING) keepFreedBlocks(length); // longer ones can only be mapped if they are new
    const buffer = bufferOf(file.fd, length);
    this.#read.add(file);
    return buffer;
  }

  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  close(): void {
    for (const file of this.#files) {
      if (this.#read.delete(file)) file.retire();
      else file.close();
    }
    this.#files = [];
  }
}
