/**
 * Writes text to a file or to stdout, through a buffer.
 *
 *    append ──► [ buffer ] ── flush ──► the file
 *
 * Invariant: `length` counts every byte appended, so it is where the file ends after the next `flush`;
 * a checkpoint can take it without waiting for the disk.
 */
import { constants } from 'node:fs';
import { chmod, chown, type FileHandle, open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BrokenRunError, ClosedPipeError, describeSystemError } from '../failures.ts';
import { isStream, lstatOf, statsOf } from './target.ts';

const BUFFER_BYTES = 256 * 1024;

export interface TextWriter {
  readonly length: number;
  /** The buffer is full: the caller should flush before it goes on. */
  readonly isFull: boolean;
  append(text: string): void;
  /** Settles when all that was appended before is written. @throws BrokenRunError, ClosedPipeError */
  flush(): Promise<void>;
  /** As `flush`, and settles only when the disk has it. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

abstract class BufferedWriter implements TextWriter {
  #buffer: string[] = [];
  #buffered = 0;
  #length: number;
  #writing: Promise<void> = Promise.resolve();

  constructor(length: number) {
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  get isFull(): boolean {
    return this.#buffered >= BUFFER_BYTES;
  }

  append(text: string): void {
    if (text === '') return;
    const bytes = Buffer.byteLength(text);
    this.#buffer.push(text);
    this.#buffered += bytes;
    this.#length += bytes;
  }

  async flush(): Promise<void> {
    const text = this.#buffer.join('');
    this.#buffer = [];
    this.#buffered = 0;
    // One write at a time. After one has failed all later ones fail too, or the file would have a hole.
    if (text !== '') this.#writing = this.#writing.then(() => this.write(Buffer.from(text)));
    await this.#writing;
  }

  async sync(): Promise<void> {
    await this.flush();
  }

  async close(): Promise<void> {}

  protected abstract write(bytes: Buffer): Promise<void>;
}

/** Writes a file, starting at its `length`. */
export class FileWriter extends BufferedWriter {
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle, length: number) {
    super(length);
    this.#path = path;
    this.#file = file;
  }

  /**
   * Cuts off what the file has after `keep` bytes; a device or a FIFO is written to as it is. `mode`: of a new file.
   * @throws BrokenRunError
   */
  static async open(path: string, keep: number, mode?: number): Promise<FileWriter> {
    return await guarded(path, async () => {
      if (isStream(path)) return new FileWriter(path, await open(path, STREAM_FLAGS), keep);
      const file = await open(path, FILE_FLAGS, mode);
      try {
        const stats = await file.stat();
        if (!stats.isFile()) throw new Error('it is no regular file');
        await file.truncate(keep);
        return new FileWriter(path, file, keep);
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  /**
   * Opens the file that collects an output. It lies where others may write as well, so it must be a file that is nobody's
   * other name; and nobody may read in it what only some may read in `target`.
   */
  static async openPart(path: string, keep: number, target: string): Promise<FileWriter> {
    const [found, replaced] = [lstatOf(path), statsOf(target)];
    if (found !== undefined && (!found.isFile() || found.nlink > 1)) {
      throw new BrokenRunError(
        `${path} is in the way: results are collected in a file of that name, and it is ${found.isFile() ? 'a file that has other names too' : 'no regular file'}\n  → remove it`,
      );
    }
    return await FileWriter.open(
      path,
      keep,
      replaced?.isFile() ? replaced.mode & 0o777 : undefined,
    );
  }

  override async sync(): Promise<void> {
    await this.flush();
    await guarded(this.#path, async () => {
      await this.#file.datasync().catch(ignoreNoDisk);
    });
  }

  override async close(): Promise<void> {
    await this.#file.close();
  }

  protected override async write(bytes: Buffer): Promise<void> {
    await guarded(this.#path, async () => {
      for (let at = 0; at < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, null);
        at += bytesWritten;
      }
    });
  }
}

/** Writes to this program's own stdout or stderr. */
export class StandardWriter extends BufferedWriter {
  readonly #stream: NodeJS.WriteStream;
  readonly #name: 'stdout' | 'stderr';
  #failure: Error | undefined;

  constructor(name: 'stdout' | 'stderr') {
    super(0);
    this.#stream = process[name];
    this.#name = name;
    this.#stream.on('error', (error) => {
      this.#failure ??= error; // without a listener it would end the program with a stack
    });
  }

  protected override async write(bytes: Buffer): Promise<void> {
    if (this.#failure !== undefined) throw toFailure(this.#failure, this.#name);
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(bytes, (error) =>
        error ? reject(toFailure(error, this.#name)) : resolve(),
      );
    });
  }
}

/** Links are not followed: somebody else may have put one there. Absent on Windows, which has no such links. */
const FILE_FLAGS =
  constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
const STREAM_FLAGS = constants.O_WRONLY | constants.O_APPEND;

/**
 * Renames a finished file into place, and makes the rename survive a crash of the machine. What was there before leaves its
 * mode and its owner.
 */
export async function renameInto(from: string, to: string): Promise<void> {
  await guarded(to, async () => {
    const before = statsOf(to);
    if (before?.isFile() === true) {
      await chown(from, before.uid, before.gid).catch(() => {}); // only root may give a file away
      await chmod(from, before.mode & 0o777);
    }
    await rename(from, to);
    await syncFolder(dirname(to));
  });
}

export async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}

/** Without this a crash of the machine may undo a rename. Not every system can sync a folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  if (folder === undefined) return;
  await folder.sync().catch(() => {});
  await folder.close();
}

function ignoreNoDisk(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error; // /dev/null, a pipe
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toFailure(error, path);
  }
}

function toFailure(error: unknown, path: string): Error {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code === 'EPIPE') return new ClosedPipeError('the reader of the output has gone');
  return new BrokenRunError(describeSystemError(`cannot write ${path}`, error), { cause: error });
}
