/**
 * Large blocks that were freed are used again. The allocator of glibc gives each block of more than 128 kB back to the system, and the next
 * one is new memory, of which the first touch costs 5 to 20 µs a page on a virtual machine: for results of 1 MiB that was half of the
 * program's time. It does so until it has seen larger ones freed: whatever is smaller than the largest, up to 32 MiB, it keeps from then on.
 *
 * So the largest of them is made once, which costs nothing as nobody touches it, and dropped: the collector frees it soon.
 */
const LARGEST_KEPT = (1 << 25) - (1 << 16);
/** Smaller blocks are kept anyway. */
const GIVEN_BACK_BYTES = 1 << 17;

let isLearnt = process.platform !== 'linux'; // other allocators have other rules

/** Memory with anything in it: all of it is to be written. To fill it with zeros first would touch each page once more. */
export function unfilledMemory(byteLength: number): ArrayBuffer {
  keepFreedBlocks(byteLength);
  return Buffer.allocUnsafeSlow(byteLength).buffer;
}

/** To be called when a block is wanted that would be given back. */
export function keepFreedBlocks(byteLength: number): void {
  if (isLearnt || byteLength < GIVEN_BACK_BYTES) return;
  isLearnt = true;
  try {
    new ArrayBuffer(LARGEST_KEPT);
  } catch {
    // less memory is allowed than that: then it is as it was
  }
}
