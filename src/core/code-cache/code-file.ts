/**
 * A file that holds what V8 has compiled of one of our files: whose text, how often it was written, and V8's own bytes.
 *
 *    0  mtime of the text's file, ms    8  its size, bytes    16  how often this was written    24  what V8 has compiled
 *
 * All numbers are doubles. V8 wants its bytes to begin at a multiple of eight.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { OwnText, StoredCode } from '../base/own-files.ts';

const HEAD_BYTES = 24;
/** What Node puts around a CommonJS module. */
const BEFORE = '(function(exports,require,module,__filename,__dirname){';
const AFTER = '\n})';

/**
 * In one piece: to put the function's head before a text that has been read would copy it once more.
 * @throws if there is no such file
 */
export function readText(path: string): OwnText {
  const fd = openSync(path, 'r');
  try {
    const { mtimeMs, size } = fstatSync(fd);
    const bytes = Buffer.allocUnsafeSlow(BEFORE.length + size + AFTER.length);
    bytes.write(BEFORE);
    readSync(fd, bytes, BEFORE.length, size, 0);
    bytes.write(AFTER, BEFORE.length + size);
    return { text: bytes.toString(), mtimeMs, size };
  } finally {
    closeSync(fd);
  }
}

/** A text that the file at `path` holds. */
export function textIn(path: string, text: string): OwnText {
  const { mtimeMs, size } = statSync(path);
  return { text: BEFORE + text + AFTER, mtimeMs, size };
}

/** What was compiled of just that text; `undefined`: nothing, as far as anybody knows. */
export function readCode(path: string, { mtimeMs, size }: OwnText): StoredCode | undefined {
  let bytes;
  try {
    bytes = readFileSync(path);
  } catch {
    return undefined; // mostly there is none
  }
  const isOfText =
    bytes.length > HEAD_BYTES &&
    bytes.readDoubleLE(0) === mtimeMs &&
    bytes.readDoubleLE(8) === size;
  return isOfText
    ? { code: bytes.subarray(HEAD_BYTES), writes: bytes.readDoubleLE(16) }
    : undefined;
}

/** What is before the code in its file. */
export function headOf({ mtimeMs, size }: OwnText, writes: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeDoubleLE(mtimeMs, 0);
  head.writeDoubleLE(size, 8);
  head.writeDoubleLE(writes, 16);
  return head;
}
