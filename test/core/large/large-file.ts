/** What the tests of `core/large` have in common. */
import { readdirSync, readlinkSync } from 'node:fs';
import { statfsSync } from 'node:fs';

const TMPFS = 0x01021994;

/** Why there are no such files here, for `skip`. */
export function whyNoFiles(): string | false {
  if (process.platform !== 'linux') return 'only Linux has files without a name in memory';
  try {
    return statfsSync('/dev/shm').type === TMPFS ? false : '/dev/shm is no memory here';
  } catch {
    return 'there is no /dev/shm here';
  }
}

/** How many files without a name in memory a process has open. */
export function openFiles(pid: number = process.pid): number {
  const links = readdirSync(`/proc/${pid}/fd`).map((fd) => target(`/proc/${pid}/fd/${fd}`));
  return links.filter((link) => link.startsWith('/dev/shm/#')).length;
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ''; // of the descriptor with which the folder was read
  }
}

/** Bytes that are not alike. */
export function someBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = (at * 7 + (at >>> 12) + seed) & 0xff;
  return bytes;
}
