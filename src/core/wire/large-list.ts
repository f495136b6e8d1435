/**
 * Lists of values whose large buffers are in files (`base/large.ts`), each value by itself: to each task it is as if its
 * items had been cloned for it alone, and what is mapped costs nothing to have twice.
 *
 *    how many lists · for each: how many values · for each: files · bytes
 *    files: how many · for each: shared? u32 · pid u32 · fd u32 · ino f64 · length f64
 *
 * Who reads them opens no file before a value is wanted: a worker when it has the right to run the chunk, and no sooner. So
 * whoever has sent it can close the files of what was taken back.
 */
import { type FileHandle, LARGE } from '../base/large.ts';
import { LateModule } from '../base/late-module.ts';
import type { Outcome } from '../base/outcome.ts';
import { requireOwnFile } from '../base/own-files.ts';
import {
  bytesOfValue,
  type Reach,
  valueOfBytes,
  type ValueReader,
  type ValueWriter,
  writtenBy,
} from '../base/value-bytes.ts';
import { largeBuffersIn } from './unasked-objects.ts';
import { UnreadableList } from './unreadable.ts';
import { UnrevivedList } from './unrevived-list.ts';

const OPENING: LateModule<typeof import('../large/open-file.ts')> = new LateModule(
  () => requireOwnFile('core/large/open-file'),
  async () => await import('../large/open-file.ts'),
);

/** A value by itself. */
export interface Written {
  readonly bytes: Buffer;
  readonly files: readonly FileHandle[];
}

export function writeLargeLists(
  writer: ValueWriter,
  lists: readonly (readonly unknown[])[],
  reach: Reach,
): void {
  writer.writeUint32(lists.length);
  for (const list of lists) {
    writer.writeUint32(list.length);
    for (const value of list) writeWritten(writer, writeInFiles(value, reach));
  }
}

/** If one of its files cannot be had, all of it is in the message. */
export function writeInFiles(value: unknown, reach: Reach): Written {
  const { bytes, parts } = writtenBy(reach, 'apart', (writer) => {
    writer.takeOut(largeBuffersIn(value));
    writer.writeHeader();
    writer.writeValue(value);
  });
  const files: FileHandle[] = [];
  for (const part of parts) {
    const file = LARGE.outlet?.keep(part);
    if (file === undefined) return { bytes: bytesOfValue(value, reach), files: [] };
    files.push(file);
  }
  return { bytes, files };
}

function writeWritten(writer: ValueWriter, { bytes, files }: Written): void {
  writer.writeUint32(files.length);
  for (const { pid, fd, ino, length, isShared } of files) {
    writer.writeUint32(isShared === true ? 1 : 0);
    writer.writeUint32(pid);
    writer.writeUint32(fd);
    writer.writeDouble(ino);
    writer.writeDouble(length);
  }
  writer.writeUint32(bytes.length);
  writer.writeRawBytes(bytes);
}

/** Lists as they were, and such a list for each that has files. `most`: how many values there may be. */
export function readLargeLists(reader: ValueReader, most: number): unknown[] {
  const counted = <T>(read: () => T): T[] => {
    const count = reader.readUint32();
    if (count > most) throw new RangeError(`the message has no room for ${count} values`);
    return Array.from({ length: count }, read);
  };
  const readFile = (): FileHandle => ({
    isShared: reader.readUint32() === 1,
    pid: reader.readUint32(),
    fd: reader.readUint32(),
    ino: reader.readDouble(),
    length: reader.readDouble(),
  });
  const readWritten = (): Written => {
    const files = counted(readFile);
    return { files, bytes: Buffer.from(reader.readRawBytes(reader.readUint32())) };
  };
  return counted(() => listOf(counted(readWritten)));
}

function listOf(values: readonly Written[]): unknown {
  const hasFiles = values.some(({ files }) => files.length > 0);
  return hasFiles ? new LargeList(values) : values.map(({ bytes }) => valueOfBytes(bytes));
}

export class LargeList extends UnrevivedList {
  readonly #written: readonly Written[];

  constructor(values: readonly Written[]) {
    super(values, []);
    this.#written = values;
  }

  /** The list as it was sent, whose files are opened by `open`; one that cannot be read if one of them cannot. */
  readBy(open: (file: FileHandle) => ArrayBuffer): ArrayLike<unknown> {
    try {
      return this.#written.map(({ bytes, files }) => valueOfBytes(bytes, files.map(open)));
    } catch (cause) {
      return new UnreadableList(this.length, cause);
    }
  }

  /** Each time it is asked for, its files are read. */
  override outcomeAt(index: number): Outcome<unknown> {
    try {
      const { bytes, files } = this.#written[index] as Written; // as long as the list
      const buffers = OPENING.with(({ openFile }): ArrayBuffer[] => files.map(openFile));
      if (buffers instanceof Promise) throw new Error('what opens files cannot be loaded at once');
      return { ok: true, value: valueOfBytes(bytes, buffers) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  override async revived(): Promise<ArrayLike<unknown>> {
    const { openFile } = await OPENING.with((module) => module);
    return this.readBy(openFile);
  }
}
