/** The memory of another process, where the system tells it: also while that process is busy, or stuck. */
import { readFileSync } from 'node:fs';

/** Bytes of RSS; `undefined`: not to be had here. Takes some dozen µs. */
export function readMemoryOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const [, kilobytes] =
      /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined; // it has ended, or /proc is not there
  }
}
