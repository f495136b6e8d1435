/**
 * What writers of values know of large buffers: where files in memory can be had (`core/large`), these travel in files
 * beside the message, and what is written of each is a number.
 *
 *    [ weights, 3 ]   ──►   [ view of buffer 0, 3 ] · buffer 0: descriptor 27 of program 4242, 64 MB
 *
 * A channel that has files sets the outlet while it encodes. Nobody else pays more than the comparison of a length.
 */

/** Smaller ones are in the message sooner than they are in a file. */
export const LARGE_BYTES: number = 1 << 20;

/** What is to be in a file: bytes of a buffer that nobody resizes. */
export interface Part {
  readonly buffer: ArrayBuffer;
  readonly from: number;
  readonly length: number;
}

/** Where a file is: open as descriptor `fd` of the process `pid`. The numbers are checked against `ino`. */
export interface FileHandle {
  readonly pid: number;
  readonly fd: number;
  readonly ino: number;
  /** Of the bytes. */
  readonly length: number;
  /** A worker opens it once, for all its tasks. */
  readonly isShared?: boolean;
}

export interface Outlet {
  /** Whether it would keep parts of this buffer. Absent: of all. */
  wants?(buffer: ArrayBuffer): boolean;
  /** Puts it into a file, unless it is in one. `undefined`: there is none to be had, it has to be in the message. */
  keep(part: Part): FileHandle | undefined;
}

export const LARGE: {
  /** Of the channel that encodes a message now. */
  outlet: Outlet | undefined;
} = { outlet: undefined };

/** Whether parts of the buffer would be kept, if there is room for them. */
export function isWanted(buffer: ArrayBuffer): boolean {
  return LARGE.outlet?.wants?.(buffer) !== false;
}

/** The file of something that came cannot be had here. Whoever sent it has it still. */
export class FileGoneError extends Error {}

/** The large buffers of what one writer writes, numbered. */
export class LargeParts {
  readonly parts: Part[] = [];
  readonly #whole = new Set<ArrayBufferLike>();

  hasWhole(buffer: ArrayBufferLike): boolean {
    return this.#whole.has(buffer);
  }

  /** The number of the buffer; `undefined` if it has got one before. */
  addWhole(buffer: ArrayBuffer): number | undefined {
    if (this.#whole.has(buffer)) return undefined;
    this.#whole.add(buffer);
    return this.addPart({ buffer, from: 0, length: buffer.byteLength });
  }

  /** The number of a part that one view shows, and no other. */
  addPart(part: Part): number {
    return this.parts.push(part) - 1;
  }
}
