/**
 * Minor page faults: first touches of memory that the kernel has to find a page for. On some machines one costs 12 to 20 µs instead of
 * a quarter of one, and then they decide how fast large values are. `bench/python/clock.py` counts the same.
 */
import { readFileSync } from 'node:fs';
import { processTree } from './memory.ts';

/** Of this program and its workers so far; of the program alone where there is no /proc. */
export function pageFaults(): number {
  const workers = processTree(process.pid).filter((pid) => pid !== process.pid);
  const own = process.resourceUsage().minorPageFault; // all threads
  return workers.reduce((sum, pid) => sum + faultsOf(pid), own);
}

/** The tenth field of /proc/<pid>/stat, the eighth after the name in brackets, which may hold blanks. */
function faultsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[7]);
  } catch {
    return 0; // it has ended
  }
}
