/** Writes to a descriptor that blocks, whatever the size. */

/** `writeSync` takes no more than 2,147,483,647 bytes at once. */
const PIECE_BYTES = 1 << 30;

/** Nobody reads any more. */
const GONE = new Set(['EPIPE', 'ECONNRESET', 'ENOTCONN', 'ESHUTDOWN']);

/** Returns how much of `bytes` it has written: `length` bytes from `at` on, or less. */
export type WriteSome = (bytes: Buffer, at: number, length: number) => number;

/** Returns when all is written, or nobody is there to read it. @throws what else `writeSome` throws */
export function writeWhole(bytes: Buffer, writeSome: WriteSome): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSome(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (GONE.has(code)) return;
      // A process that a task has started and given the socket has made it one that does not block.
      if (code !== 'EAGAIN' && code !== 'EINTR') throw error;
    }
  }
}
