/**
 * Maps a file over the memory of a buffer, copy on write: nothing is copied before somebody writes, and then the page.
 * The buffer stays what it was, a plain `ArrayBuffer` that is collected, transferred and freed as any other.
 *
 *    a page              │ a page              │ …
 *    16 bytes · bytes    │ bytes               │ bytes ·      a block of glibc's, large enough to be a mapping of its own
 *    left as it is, read │ mapped ──────────────────────►     the file has its bytes at the same places
 *
 * glibc puts 16 bytes in front of such a block, says there that it is one, and gives all its pages back to the system when it is
 * freed, ours included. Before anything is mapped that is looked up; in any other memory, as that of another allocator or a
 * block that is used again, nothing is mapped, and the caller reads the file.
 */
import { type Foreign, findForeign } from './foreign.ts';
import { HEAD_BYTES, readInto, WORTH_MAPPING } from './memory-file.ts';

const READ_WRITE = 3;
const PRIVATE_FIXED = 0x12;
/** In the word before a block: that it is a mapping of its own; two more bits are no part of its size. */
const IS_MAPPING = 2n;
const FLAG_BITS = 7n;

/** Whether `bytes`, a whole buffer that nobody has seen yet, has the bytes of the file now. @throws FileGoneError */
export function mapFile(fd: number, bytes: Buffer): boolean {
  if (bytes.length < WORTH_MAPPING) return false; // a copy is made in the time that it takes to set pages up
  const foreign = findForeign();
  const start = foreign && startOfBlock(foreign, bytes);
  if (foreign === undefined || start === undefined) return false;
  const { pageSize } = foreign;
  const length = roundUp(BigInt(HEAD_BYTES + bytes.length), pageSize) - pageSize;
  const to = start + pageSize;
  const at = foreign.mmap(to, length, READ_WRITE, PRIVATE_FIXED, fd, pageSize);
  if (BigInt(at) !== to) return false;
  readInto(fd, bytes, Number(pageSize) - HEAD_BYTES);
  return true;
}

/** Where the block of the buffer begins, if it is such a block. */
function startOfBlock(foreign: Foreign, bytes: Buffer): bigint | undefined {
  const { pageSize } = foreign;
  const address = foreign.addressOf(bytes);
  if (address % pageSize !== BigInt(HEAD_BYTES)) return undefined;
  const word = foreign.wordAt(address - 8n);
  const size = word & ~FLAG_BITS;
  const needed = roundUp(BigInt(HEAD_BYTES + bytes.length), pageSize);
  const isBlock = (word & FLAG_BITS) === IS_MAPPING && size >= needed && size <= needed + pageSize;
  return isBlock ? address - BigInt(HEAD_BYTES) : undefined;
}

function roundUp(value: bigint, unit: bigint): bigint {
  return ((value + unit - 1n) / unit) * unit;
}
