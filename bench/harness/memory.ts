/**
 * Peak memory of a process and all its descendants, from Linux's /proc.
 *
 * The sum of each process's own high-water mark (VmHWM): exact per process however short the peak,
 * so one look at the end is enough and nothing disturbs the measurement. Pages that forked
 * processes share are counted once per process, which overstates CPython.
 */
import { readdirSync, readFileSync } from 'node:fs';

/** Bytes, or `undefined` where there is no /proc. */
export function peakMemoryOf(root: number): number | undefined {
  const tree = processTree(root);
  if (tree.length === 0) return undefined;
  return tree.reduce((sum, pid) => sum + peakOf(pid), 0);
}

/** The ids of a process and all its descendants; none where there is no /proc. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>();
  for (const pid of livePids()) parents.set(pid, parentOf(pid));
  const isInTree = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === root || isInTree(parents.get(pid)));
  return [...parents.keys()].filter(isInTree);
}

function livePids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function parentOf(pid: number): number {
  return Number(fieldOf(pid, 'PPid'));
}

function peakOf(pid: number): number {
  return Number(fieldOf(pid, 'VmHWM').replace(' kB', '')) * 1024;
}

/** A line of /proc/<pid>/status; `0` if the process is gone or has no such line. */
function fieldOf(pid: number, name: string): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '0';
  } catch {
    return '0';
  }
}
