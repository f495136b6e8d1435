/**
 * Writes text to a file or to stdout, through a buffer.
 *
 *    append ──► [ buffer ] ── flush ──► the file
 *
 * Invariant: `length` counts every byte appended, so it is where the file ends after the next `flush`;
 * a checkpoint can take it without waiting for the disk.
 */
import type { FileHandle } from 'node:fs/promises';
import { open, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BrokenRunError, ClosedPipeError, describeSystemError } from '../failures.ts';

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

  /** Cuts off what the file has after `keep` bytes. @throws BrokenRunError */
  static async open(path: string, keep: number): Promise<FileWriter> {
    return await guarded(path, async () => {
      const file = await open(path, keep === 0 ? 'w' : 'a');
      try {
        await file.truncate(keep);
      } catch (error) {
        if (keep !== 0) throw error; // a pipe or a device cannot be truncated, and starts empty
      }
      return new FileWriter(path, file, keep);
    });
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

/** Writes to this program's own stdout. */
export class StdoutWriter extends BufferedWriter {
  #failure: Error | undefined;

  constructor() {
    super(0);
    process.stdout.on('error', (error) => {
      this.#failure ??= error; // without a listener it would end the program with a stack
    });
  }

  protected override async write(bytes: Buffer): Promise<void> {
    if (this.#failure !== undefined) throw toFailure(this.#failure);
    await new Promise<void>((resolve, reject) => {
      process.stdout.write(bytes, (error) => (error ? reject(toFailure(error)) : resolve()));
    });
  }
}

/** Renames a finished file into place, and makes the rename survive a crash of the machine. */
export async function renameInto(from: string, to: string): Promise<void> {
  await guarded(to, async () => {
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

function toFailure(error: unknown, path = 'stdout'): Error {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code === 'EPIPE') return new ClosedPipeError('the reader of the output has gone');
  return new BrokenRunError(describeSystemError(`cannot write ${path}`, error), { cause: error });
}
