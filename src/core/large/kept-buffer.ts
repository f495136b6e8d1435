/**
 * A buffer that was written to a file, and need not be written again to be sent again: to the same call, which has read all
 * its items before, it is what it was; for everybody else the file is compared.
 */
import type { FileHandle, Part } from '../base/large.ts';
import { hasBytes, MemoryFile, readInto, writeFile } from './memory-file.ts';
import { unref } from '../base/timer.ts';

/** So long, in ms, a file that nobody holds is kept. */
const LINGER_MS = 50;

let serials = 0;
const known = new WeakMap<ArrayBuffer, KeptBuffer[]>();

export class KeptBuffer {
  readonly #handle: FileHandle;
  /** No other has it. */
  readonly serial: number;
  readonly #part: Part;
  readonly #file: MemoryFile;
  /** Calls of which it is known that they would send these bytes. */
  readonly #calls = new WeakSet<object>();
  #holders = 0;
  /** All who held it have let go of it as one that was read. */
  #wasRead = true;
  #isPinned = false;
  #lingering: NodeJS.Timeout | undefined;

  /** `call`: the same object in all that a call sends which has read its items. `undefined`: there can be no file. */
  static of(part: Part, call: object | undefined): KeptBuffer | undefined {
    const before = known.get(part.buffer)?.find((one) => one.#serves(part, call));
    const kept = before ?? KeptBuffer.#write(part);
    if (call !== undefined && kept !== undefined) kept.#calls.add(call);
    return kept;
  }

  static #write(part: Part): KeptBuffer | undefined {
    const file = MemoryFile.take(part.length);
    if (file === undefined) return undefined;
    if (writeFile(file.fd, bytesOf(part))) return new KeptBuffer(part, file);
    file.close();
    return undefined;
  }

  private constructor(part: Part, file: MemoryFile) {
    const { fd, ino } = file;
    this.#handle = { pid: process.pid, fd, ino, length: part.length };
    serials += 1;
    this.serial = serials;
    this.#part = part;
    this.#file = file;
    const all = known.get(part.buffer);
    if (all === undefined) known.set(part.buffer, [this]);
    else all.push(this);
  }

  /** It is taken to be what it was, until somebody calls what is returned. */
  pin(): () => void {
    this.#isPinned = true;
    this.hold();
    return () => {
      if (this.#isPinned) this.release();
      this.#isPinned = false;
    };
  }

  get handle(): FileHandle {
    return this.#isPinned ? { ...this.#handle, isShared: true } : this.#handle;
  }

  /** @throws FileGoneError */
  read(): Uint8Array {
    const bytes = Buffer.allocUnsafeSlow(this.#part.length);
    readInto(this.#file.fd, bytes, bytes.length);
    return bytes;
  }

  hold(): void {
    this.#holders += 1;
    clearTimeout(this.#lingering);
  }

  /**
   * `lingerMs`: how long it is kept if nobody else holds it. `wasRead`: whoever was given its handle has read it, and will not
   * open it again.
   */
  release({ lingerMs = LINGER_MS, wasRead = false }: Release = {}): void {
    this.#wasRead &&= wasRead;
    this.#holders -= 1;
    if (this.#holders > 0) return;
    this.#lingering = setTimeout(() => this.#close(), lingerMs);
    unref(this.#lingering);
  }

  #serves({ from, length }: Part, call: object | undefined): boolean {
    const isSame = this.#part.from === from && this.#part.length === length;
    if (!isSame || !this.#file.isOpen) return false;
    if (this.#isPinned) return true;
    if (call !== undefined && this.#calls.has(call)) return true;
    return hasBytes(this.#file.fd, bytesOf(this.#part));
  }

  #close(): void {
    if (this.#wasRead) this.#file.retire();
    else this.#file.close();
    const left = (known.get(this.#part.buffer) ?? []).filter((one) => one !== this);
    if (left.length > 0) known.set(this.#part.buffer, left);
    else known.delete(this.#part.buffer);
  }
}

interface Release {
  readonly lingerMs?: number;
  readonly wasRead?: boolean;
}

export interface Pinned {
  readonly handle: FileHandle;
  readonly unpin: () => void;
  /** What is in the file, in memory of its own. */
  readonly read: () => Uint8Array;
}

/** Puts a part of a buffer into a file now, for whenever it will be sent. `undefined`: there is none to be had. */
export function pinPart(part: Part): Pinned | undefined {
  const kept = KeptBuffer.of(part, undefined);
  const unpin = kept?.pin();
  if (kept === undefined || unpin === undefined) return undefined;
  return { handle: kept.handle, unpin, read: () => kept.read() };
}

function bytesOf({ buffer, from, length }: Part): Uint8Array {
  return new Uint8Array(buffer, from, length);
}
