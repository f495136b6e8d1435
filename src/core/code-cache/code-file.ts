/**
 * A file that holds what V8 has compiled of one of our files:
 *
 *    0  when the text's file was changed, ms    8  its size, bytes
 *    16  how often this was written             24  how many bytes follow
 *    32  what V8 has compiled                   …  how many bytes that were
 *
 * All numbers are doubles. V8 wants its bytes to begin at a multiple of eight, and takes them as they are: it does not look
 * whether some are missing. Where a machine goes down, the end of a file that was just written is.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { OwnText, StoredCode } from '../base/own-require.ts';

const HEAD_BYTES = 32;
const TAIL_BYTES = 8;
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
  const end = bytes.length - TAIL_BYTES;
  const isWhole =
    end > HEAD_BYTES &&
    bytes.readDoubleLE(24) === end - HEAD_BYTES &&
    bytes.readDoubleLE(end) === end - HEAD_BYTES;
  if (!isWhole || bytes.readDoubleLE(0) !== mtimeMs || bytes.readDoubleLE(8) !== size)
    return undefined;
  return { code: bytes.subarray(HEAD_BYTES, end), writes: bytes.readDoubleLE(16) };
}

/** The whole file. */
export function bytesOf({ mtimeMs, size }: OwnText, { code, writes }: StoredCode): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES + code.length + TAIL_BYTES);
  bytes.writeDoubleLE(mtimeMs, 0);
  bytes.writeDoubleLE(size, 8);
  bytes.writeDoubleLE(writes, 16);
  bytes.writeDoubleLE(code.length, 24);
  code.copy(bytes, HEAD_BYTES);
  bytes.writeDoubleLE(code.length, HEAD_BYTES + code.length);
  return bytes;
}
